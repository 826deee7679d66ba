import type { Locale } from './stem.ts'

const lists = {
	fr: `à a ai aie aient ainsi ait alors an ans après as au aucun aucune aujourd auquel aura aurai auraient aurait auront aussi autre
		autres aux auxquelles auxquels avaient avais avait avant avec avez aviez avions avoir avons ayant bien c ça car ce ceci cela celle celles
		celui cependant ces cet cette ceux chacun chacune chaque chez ci combien comme comment contre d dans de dehors déjà depuis des
		dès desquelles desquels deux devant devoir devons devra devrait devront doit doivent donc dont du duquel durant e elle elles en encore enfin
		ensuite entre es est et étaient étais était étant été êtes être eu eux fait faire faut fois font furent fut hors hui ici il ils j jamais je jusqu
		jusque l la là laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais malgré me même mêmes mes moi moins
		mon n ne ni non nos notamment notre nôtre nous on ont ou où outre par parce parmi pas pendant peu peut peuvent plus plusieurs pour pourquoi pourra
		pourrait pourront pouvait pouvoir près presque puis puisqu puisque qu quand que quel quelle quelles quelqu quelque quelques quels qui quoi
		quoique rien s sa sans sauf se selon sera serai seraient serait seront ses si sien sienne soi soient soit sommes son sont sous souvent
		suis suivant sur surtout t ta tandis tant te tel telle telles tels tes toi ton toujours tous tout toute toutes très trop tu un une va vers
		voici voilà vont vos votre vôtre vous vu y`,
	bg: `а аз ако ала бе без беше би бивам бил била били било близо бъда бъдат бъде бях бяха в вас ваш ваша ваше ваши вече ви вие винаги
		вместо во връз всеки всички всичкия всичко всяка всяко във въпреки върху г ги го години година годишен д да дали два двама двамата две двете
		до докато докога докъде дори доста досега друг друга други другите другия другото е един едина една едната едни едно еднакъв едното ето за
		заедно зад заради затова защо защото и из извън или им има имам имат иначе искам ище й ѝ каза как каква какво каквото какви както какъв
		камо като кога когато кого когото който които коя която кое което колко колкото край кои кой ком към къде където ли лично между ме мен мене
		ми мнозина много може могат мога можем можеше му мой моя моят моето мои моите моята на над назад най накрай налице например нас наш наша
		наше наши нашата нашия не него негов негова неговата неговия него нея неин нейна нейната нейния нека ней някои някой някого някоя някое някъде
		някак някаква няколко нещо нима ни ние никак никакъв никаква никога никой нито нищо но нужно ня няма нямам нямат обаче около освен особено от
		отвъд отгоре относно отново отсреща още пак по повече повечето под поне понеже поради после почти пред преди предвид през при против пък
		първи първата първо са само сам сама сами се сега си след следва сме со спрямо според сред срещу сте също също съвсем съм със тъй та така
		такава такива такова такъв там твой твоя те теб тебе тези ти тия то това тогава този той толкова точно три трябва трябваше тук ту ту тя
		тях техен тяхна техните тяхната тяхното у хем ч чак че често чий чия чието чиито чрез чия ще щеше щели щяха щом щото я`,
	en: `a about above across after again against all almost also although always am among an and another any anyone anything are aren around
		as at away back be became because been before being below beside besides between both but by can cannot could couldn did didn do does doesn
		doing don done down during each either else enough etc even ever every everyone everything few for from further had hadn has hasn have
		haven having he hence her here hers herself him himself his how however i if in indeed instead into is isn it its itself just least less
		ll many may maybe me might mine more most mostly much must my myself near neither never nevertheless no nobody none nor not nothing now of off
		often on once one only onto or other others otherwise our ours ourselves out over own per perhaps quite rather re s same several shall
		she should shouldn since so some someone something such t than that the their theirs them themselves then there thereby therefore these they
		this those though through throughout thus to together too toward towards two under unless until up upon us ve very via was wasn we well were
		weren what whatever when where whereas whether which while who whoever whole whom whose why will with within without won would wouldn yes
		yet you your yours yourself yourselves`
}

/** Words that carry grammar rather than matter, lower case, as `words` cuts them (d, l, qu without their apostrophe). */
export const stopWords: Readonly<Record<'fr' | 'bg' | 'en', ReadonlySet<string>>> = {
	fr: new Set(lists.fr.split(/\s+/)),
	bg: new Set(lists.bg.split(/\s+/)),
	en: new Set(lists.en.split(/\s+/))
}

/** Whether the word, in any case, is a stop word of the language; a language without a list has none. */
export function isStopWord(word: string, locale: Locale): boolean {
	const list: ReadonlySet<string> | undefined = stopWords[locale]
	return list?.has(word.toLowerCase()) ?? false
}
