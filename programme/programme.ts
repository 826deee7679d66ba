import { BGN_PER_EUR } from '#platform/money'
import { given } from './given.ts'
import { priorities } from './priorities.ts'
import type { Programme } from './shape.ts'

const builtIn: Programme = {
	key: 'france-bulgaria',
	name: {
		fr: 'Passerelle — coopération institutionnelle et technique franco-bulgare',
		bg: 'Пасарелка — френско-българско институционално и техническо сътрудничество',
		en: 'Passerelle — French–Bulgarian institutional and technical cooperation'
	},
	description: {
		fr: 'Passerelle met en relation les administrations, les collectivités, les entreprises et les associations de France et de Bulgarie, soutient leurs projets et en montre les résultats.',
		bg: 'Пасарелка свързва администрации, общини, предприятия и граждански организации от Франция и България, подкрепя техните проекти и показва постигнатото.',
		en: 'Passerelle brings together administrations, local authorities, companies and associations of France and Bulgaria, supports their projects and shows the results.'
	},
	countries: [
		{ code: 'FR', name: { fr: 'France', bg: 'Франция', en: 'France' } },
		{ code: 'BG', name: { fr: 'Bulgarie', bg: 'България', en: 'Bulgaria' } }
	],
	languages: ['fr', 'bg', 'en'],
	defaultLanguage: 'fr',
	timeZone: 'Europe/Sofia',
	secondTimeZone: 'Europe/Paris',
	city: { fr: 'Sofia', bg: 'София', en: 'Sofia' },
	currency: 'EUR',
	oldCurrency: { code: 'BGN', rate: BGN_PER_EUR },
	contact: {
		organisation: {
			fr: 'Service de coopération (démonstration)',
			bg: 'Служба за сътрудничество (демонстрация)',
			en: 'Cooperation service (demonstration)'
		},
		address: {
			fr: '1, place de la Passerelle (adresse fictive), 1000 Sofia, Bulgarie',
			bg: 'пл. „Пасарелка“ № 1 (измислен адрес), 1000 София',
			en: '1 Passerelle Square (fictional address), 1000 Sofia, Bulgaria'
		},
		email: 'passerelle@example.org',
		phone: null
	},
	// Of nobody: a deployment puts its own here before its files are harvested.
	openData: {
		organisation: 'XX-DEMO-PASSERELLE',
		organisationType: '10',
		givingPrefix: '360G-demopasserelle',
		siret: '00000000000000'
	},
	services: [
		{
			key: 'cit',
			name: {
				fr: 'Coopération institutionnelle et technique',
				bg: 'Институционално и техническо сътрудничество',
				en: 'Institutional and technical cooperation'
			},
			acronym: 'CIT',
			description: {
				fr: 'Encourage la coopération entre les administrations centrales et locales, les acteurs privés et la société civile des deux pays : échange d’expertise, mise en relation, appui technique et financier aux projets.',
				bg: 'Насърчава сътрудничеството между централните и местните администрации, частния сектор и гражданското общество на двете страни: обмен на експертен опит, установяване на контакти, техническа и финансова подкрепа за проекти.',
				en: 'Encourages cooperation between central and local administrations, private actors and civil society of both countries: exchange of expertise, introductions, technical and financial support to projects.'
			}
		},
		{
			key: 'education-language',
			name: {
				fr: 'Service éducatif et linguistique',
				bg: 'Служба за образователно и езиково сътрудничество',
				en: 'Education and language service'
			},
			acronym: 'SEL',
			description: {
				fr: 'Accompagne l’enseignement du français et en français, les établissements bilingues, la formation des enseignants et l’ouverture internationale des écoles et des universités.',
				bg: 'Подкрепя преподаването на френски и на други предмети на френски език, двуезичните училища, обучението на учители и международните контакти на училищата и университетите.',
				en: 'Supports the teaching of and in French, bilingual schools, teacher training and the international openness of schools and universities.'
			}
		},
		{
			key: 'ser',
			name: { fr: 'Service économique régional', bg: 'Регионална икономическа служба', en: 'Regional economic service' },
			acronym: 'SER',
			description: {
				fr: 'Suit l’économie et les finances publiques, fait connaître l’expertise des entreprises françaises (ville durable, eau, énergie, transports) et les possibilités de partenariat avec les administrations bulgares.',
				bg: 'Следи икономиката и публичните финанси, представя експертния опит на френските предприятия (устойчив град, води, енергетика, транспорт) и възможностите за партньорство с българските администрации.',
				en: 'Follows the economy and public finance, and makes known the expertise of French companies (sustainable city, water, energy, transport) and the ways to work with Bulgarian administrations.'
			}
		}
	],
	priorities
}

/** The programme of the folder where the setting names one, else the one above. */
export const programme: Programme = given?.programme ?? builtIn
