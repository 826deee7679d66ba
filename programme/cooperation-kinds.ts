import { named } from './given.ts'
import type { CooperationKind } from './shape.ts'

/** How two organisations can work together: what an offer gives and a need seeks. */
export const cooperationKinds: CooperationKind[] = named('cooperation-kind', [
	{
		key: 'study-visit-host',
		name: {
			fr: 'Accueil d’une visite d’études',
			bg: 'Приемане на учебно посещение',
			en: 'Hosting a study visit'
		},
		meets: ['study-visit-guest'],
		mutual: false
	},
	{
		key: 'study-visit-guest',
		name: {
			fr: 'Participation à une visite d’études',
			bg: 'Участие в учебно посещение',
			en: 'Going on a study visit'
		},
		meets: ['study-visit-host'],
		mutual: false
	},
	{
		key: 'expert-mission',
		name: { fr: 'Mission d’expertise', bg: 'Експертна мисия', en: 'Expert mission' },
		meets: ['expert-mission'],
		mutual: false
	},
	{
		key: 'training',
		name: { fr: 'Formation', bg: 'Обучение', en: 'Training' },
		meets: ['training'],
		mutual: false
	},
	{
		key: 'project-partner',
		name: { fr: 'Partenaire de projet', bg: 'Партньор по проект', en: 'Project partner' },
		meets: ['project-partner'],
		mutual: true
	},
	{
		key: 'public-private-partnership',
		name: { fr: 'Partenariat public-privé', bg: 'Публично-частно партньорство', en: 'Public–private partnership' },
		meets: ['public-private-partnership'],
		mutual: false
	},
	{
		key: 'twinning',
		name: { fr: 'Jumelage', bg: 'Побратимяване', en: 'Town twinning' },
		meets: ['twinning'],
		mutual: true
	},
	{
		key: 'european-consortium',
		name: { fr: 'Consortium européen', bg: 'Европейски консорциум', en: 'European consortium' },
		meets: ['european-consortium'],
		mutual: true
	}
])

const byKey = new Map(cooperationKinds.map((kind) => [kind.key, kind]))

export const cooperationKind = (key: string): CooperationKind | undefined => byKey.get(key)
