import { named } from './given.ts'
import type { OrganisationKind } from './shape.ts'

/**
 * The kinds of organisation of both countries. A Bulgarian oblast is a district of the State, like a prefecture;
 * a local authority is elected. The two are never one kind.
 */
export const organisationKinds: OrganisationKind[] = named('organisation-kind', [
	{
		key: 'central-administration',
		name: { fr: 'Administration centrale', bg: 'Централна администрация', en: 'Central administration' },
		sector: 'public'
	},
	{
		key: 'state-district',
		name: {
			fr: 'Administration de l’État dans le territoire',
			bg: 'Областна администрация (префектура)',
			en: 'District administration of the State'
		},
		sector: 'public'
	},
	{
		key: 'local-authority',
		name: { fr: 'Collectivité territoriale', bg: 'Орган на местното самоуправление', en: 'Local authority' },
		sector: 'public'
	},
	{
		key: 'local-authorities-association',
		name: {
			fr: 'Association de collectivités',
			bg: 'Сдружение на местни власти',
			en: 'Association of local authorities'
		},
		sector: 'public'
	},
	{
		key: 'justice',
		name: { fr: 'Juridiction et organisme de justice', bg: 'Съд и орган на съдебната власт', en: 'Court or justice body' },
		sector: 'public'
	},
	{
		key: 'agency',
		name: { fr: 'Agence et établissement public', bg: 'Агенция и публична институция', en: 'Agency or public body' },
		sector: 'public'
	},
	{
		key: 'independent-authority',
		name: { fr: 'Autorité indépendante', bg: 'Независим орган', en: 'Independent authority' },
		sector: 'public'
	},
	{
		key: 'public-service-school',
		name: {
			fr: 'École de service public',
			bg: 'Институт за обучение на държавни служители и магистрати',
			en: 'Public service school'
		},
		sector: 'public'
	},
	{
		key: 'diplomatic-post',
		name: { fr: 'Représentation diplomatique', bg: 'Дипломатическо представителство', en: 'Diplomatic mission' },
		sector: 'public'
	},
	{
		key: 'cultural-institute',
		name: { fr: 'Institut culturel', bg: 'Културен институт', en: 'Cultural institute' },
		sector: 'public'
	},
	{ key: 'company', name: { fr: 'Entreprise', bg: 'Предприятие', en: 'Company' }, sector: 'private' },
	{
		key: 'public-utility',
		name: { fr: 'Opérateur de service public', bg: 'Оператор на обществена услуга', en: 'Public utility' },
		sector: 'private'
	},
	{
		key: 'social-enterprise',
		name: {
			fr: 'Entreprise sociale et coopérative',
			bg: 'Социално предприятие и кооперация',
			en: 'Social enterprise and cooperative'
		},
		sector: 'private'
	},
	{
		key: 'chamber',
		name: {
			fr: 'Chambre consulaire et fédération',
			bg: 'Търговска палата и браншова организация',
			en: 'Chamber or trade federation'
		},
		sector: 'private'
	},
	{
		key: 'professional-body',
		name: { fr: 'Ordre et organisation professionnelle', bg: 'Професионална организация', en: 'Professional body' },
		sector: 'private'
	},
	{ key: 'association', name: { fr: 'Association', bg: 'Сдружение', en: 'Association' }, sector: 'civil-society' },
	{ key: 'foundation', name: { fr: 'Fondation', bg: 'Фондация', en: 'Foundation' }, sector: 'civil-society' },
	{
		key: 'trade-union',
		name: { fr: 'Syndicat', bg: 'Синдикална организация', en: 'Trade union' },
		sector: 'civil-society'
	},
	{
		key: 'university',
		name: { fr: 'Établissement d’enseignement supérieur', bg: 'Висше училище', en: 'Higher education institution' },
		sector: 'knowledge'
	},
	{
		key: 'research',
		name: { fr: 'Organisme de recherche', bg: 'Научна организация', en: 'Research organisation' },
		sector: 'knowledge'
	},
	{ key: 'school', name: { fr: 'École, collège ou lycée', bg: 'Училище', en: 'School' }, sector: 'knowledge' },
	{
		key: 'health-social',
		name: {
			fr: 'Établissement de santé ou médico-social',
			bg: 'Лечебно заведение или доставчик на социални услуги',
			en: 'Health or social care institution'
		},
		sector: 'public'
	},
	{
		key: 'cultural-centre',
		name: {
			fr: 'Lieu culturel et maison de la culture',
			bg: 'Културна организация и читалище',
			en: 'Cultural venue and community centre'
		},
		sector: 'civil-society'
	},
	{
		key: 'international-organisation',
		name: { fr: 'Organisation internationale', bg: 'Международна организация', en: 'International organisation' },
		sector: 'international'
	},
	{
		key: 'european-institution',
		name: { fr: 'Institution européenne', bg: 'Европейска институция', en: 'European institution' },
		sector: 'international'
	},
	{ key: 'media', name: { fr: 'Média', bg: 'Медия', en: 'Media' }, sector: 'media' },
	{ key: 'other', name: { fr: 'Autre', bg: 'Друго', en: 'Other' }, sector: 'private' }
])

const byKey = new Map(organisationKinds.map((each) => [each.key, each]))

export const organisationKind = (key: string): OrganisationKind | undefined => byKey.get(key)
