import type { Locale } from '#platform/i18n'

/** The languages of the two parties, side by side in every agreement; both texts are binding. */
export const agreementLanguages = ['fr', 'bg'] as const satisfies readonly Locale[]
type Words = Record<(typeof agreementLanguages)[number], string>
type Kind = 'grant' | 'scholarship' | 'prize' | 'support'

/**
 * An article; `{name}` in its text is filled in from the award. Without `kinds` it stands in every agreement; with `inMoney` only
 * where money is given, or where none is.
 */
export type Article = { heading: Words; text: Words; kinds?: readonly Kind[]; inMoney?: boolean }

const t = (fr: string, bg: string): Words => ({ fr, bg })

/**
 * The house's template, after article 10 of law 2000-321 (object, amount, duration, payment, conditions of use). Filled in with
 * title, holder, service, amount, nature (of a prize), days, start, end, reportOn and line (the tolerance of a line).
 */
export const agreementTemplate = { key: 'house-1' }

export const agreementArticles: readonly Article[] = [
	{
		kinds: ['grant'],
		heading: t('Objet', 'Предмет'),
		text: t(
			'Le service soutient le projet « {title} », porté par {holder}. Le bénéficiaire le réalise sous sa responsabilité, conformément à la candidature retenue et au plan de financement annexé.',
			'Службата подкрепя проекта „{title}“, осъществяван от {holder}. Бенефициентът го изпълнява на своя отговорност, съгласно одобрената кандидатура и приложения план за финансиране.'
		)
	},
	{
		kinds: ['scholarship'],
		heading: t('Objet', 'Предмет'),
		text: t(
			'Le service attribue à {holder} une bourse pour « {title} ». La bourse est personnelle et sert au séjour décrit dans la candidature retenue.',
			'Службата предоставя на {holder} стипендия за „{title}“. Стипендията е лична и се използва за престоя, описан в одобрената кандидатура.'
		)
	},
	{
		kinds: ['prize'],
		heading: t('Objet', 'Предмет'),
		text: t('Le service remet à {holder} un prix pour « {title} ».', 'Службата връчва на {holder} награда за „{title}“.')
	},
	{
		kinds: ['support'],
		heading: t('Objet', 'Предмет'),
		text: t(
			'Le service apporte à {holder}, pour « {title} », un appui technique de {days} jours d’expertise. Les missions, leurs dates et leurs livrables sont convenus par écrit avant chaque départ.',
			'Службата оказва на {holder}, за „{title}“, техническа подкрепа от {days} експертни дни. Мисиите, датите и резултатите от тях се договарят писмено преди всяко заминаване.'
		)
	},
	{
		kinds: ['prize'],
		inMoney: true,
		heading: t('Montant', 'Размер'),
		text: t('Le prix s’élève à {amount}. {nature}', 'Наградата е в размер на {amount}. {nature}')
	},
	{
		kinds: ['prize'],
		inMoney: false,
		heading: t('Nature du prix', 'Вид на наградата'),
		text: t(
			'Le prix ne donne lieu à aucun versement d’argent. Il consiste en ce qui suit : {nature}',
			'Наградата не включва парична сума. Тя се състои в следното: {nature}'
		)
	},
	{
		kinds: ['grant', 'scholarship'],
		heading: t('Montant', 'Размер'),
		text: t(
			'Le montant s’élève au plus à {amount}. Il ne peut dépasser la part prévue au plan de financement, appliquée aux dépenses acceptées.',
			'Размерът е най-много {amount}. Той не може да надвишава дела, предвиден в плана за финансиране, приложен към признатите разходи.'
		)
	},
	{
		heading: t('Durée', 'Срок'),
		text: t(
			'La convention prend effet à la signature de la dernière partie. Les activités se déroulent du {start} au {end}.',
			'Договорът влиза в сила с подписа на последната страна. Дейностите се провеждат от {start} до {end}.'
		)
	},
	{
		kinds: ['grant', 'scholarship', 'prize'],
		inMoney: true,
		heading: t('Versements', 'Плащания'),
		text: t(
			'Les versements suivent l’échéancier annexé. Chacun est demandé par le bénéficiaire, approuvé par une personne autre que celle qui a décidé l’aide, et payé sur le compte bancaire confirmé.',
			'Плащанията следват приложения график. Всяко от тях се иска от бенефициента, одобрява се от лице, различно от взелото решение за подкрепата, и се извършва по потвърдената банкова сметка.'
		)
	},
	{
		kinds: ['grant'],
		heading: t('Plan de financement', 'План за финансиране'),
		text: t(
			'Une ligne de dépenses peut varier de {line} sans avenant. Au-delà, le bénéficiaire demande un avenant avant d’engager la dépense.',
			'Един бюджетен ред може да се променя с {line} без допълнително споразумение. При по-голяма промяна бенефициентът иска допълнително споразумение, преди да направи разхода.'
		)
	},
	{
		kinds: ['grant', 'support'],
		heading: t('Compte rendu', 'Отчитане'),
		text: t(
			'Le bénéficiaire remet au plus tard le {reportOn} un rapport narratif et financier, avec les pièces justificatives. Il les conserve cinq ans et les présente sur demande.',
			'Бенефициентът представя най-късно на {reportOn} описателен и финансов отчет с разходооправдателни документи. Той ги съхранява пет години и ги предоставя при поискване.'
		)
	},
	{
		kinds: ['prize'],
		inMoney: true,
		heading: t('Compte rendu', 'Отчитане'),
		text: t(
			'Le bénéficiaire remet au plus tard le {reportOn} un rapport final sur ce qui a été réalisé. Le prix est versé une fois ce rapport accepté.',
			'Бенефициентът представя най-късно на {reportOn} окончателен отчет за изпълнението. Наградата се изплаща след приемането на отчета.'
		)
	},
	{
		kinds: ['scholarship'],
		heading: t('Compte rendu', 'Отчитане'),
		text: t(
			'Le boursier remet un rapport de séjour dans les trente jours qui suivent son retour.',
			'Стипендиантът представя отчет за престоя в срок от тридесет дни след завръщането си.'
		)
	},
	{
		kinds: ['grant', 'prize', 'support'],
		heading: t('Visibilité', 'Публичност'),
		text: t(
			'Le soutien du service est mentionné dans toute communication sur le projet. Le service peut publier le nom du bénéficiaire, l’objet et le montant de l’aide.',
			'Подкрепата на службата се посочва при всяко оповестяване на проекта. Службата може да публикува името на бенефициента, предмета и размера на подкрепата.'
		)
	},
	{
		heading: t('Suspension et reversement', 'Спиране и връщане'),
		text: t(
			'Si les engagements ne sont pas tenus, le service peut, après un rappel écrit resté sans effet pendant trente jours, suspendre l’aide et demander le reversement des sommes non justifiées.',
			'Ако задълженията не се изпълняват, службата може, след писмено напомняне без резултат в продължение на тридесет дни, да спре подкрепата и да поиска връщане на необоснованите суми.'
		)
	},
	{
		heading: t('Modification et différends', 'Изменение и спорове'),
		text: t(
			'Toute modification fait l’objet d’un avenant signé des deux parties. Les différends se règlent à l’amiable ; à défaut, devant les juridictions compétentes. Les deux versions linguistiques font également foi.',
			'Всяко изменение се извършва с допълнително споразумение, подписано от двете страни. Споровете се уреждат доброволно, а при липса на съгласие – пред компетентните съдилища. Двата езикови текста имат еднаква сила.'
		)
	}
]
