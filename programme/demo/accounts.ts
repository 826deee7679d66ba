import type { Role } from '#platform/ctx'
import type { Locale } from '#platform/i18n'
import { given } from '../given.ts'

/** Chosen so that nobody takes it for a secret: demo sign-ins exist only where the demo content was loaded. */
export const demoPassword = 'passerelle-demo-2026'

export type DemoAccount = {
	email: string
	name: string
	/** The name in Latin letters, where `name` is in Cyrillic. */
	latinName?: string
	locale: Locale
	/** `service` is a service of the programme; null where the role is not held in one. */
	roles: { service: string | null; role: Role }[]
	/** The fictional organisation whose member the account is. */
	organisation?: string
}

/** One fictional person per role; the first of a role is the one to sign in with. */
export const demoAccounts: DemoAccount[] = given?.demo.accounts ?? [
	{
		email: 'member@example.org',
		name: 'Елица Примерова',
		latinName: 'Elitsa Primerova',
		locale: 'bg',
		roles: [{ service: null, role: 'member' }],
		organisation: 'two-banks'
	},
	{
		email: 'membre@example.org',
		name: 'Camille Exemplaire',
		locale: 'fr',
		roles: [{ service: null, role: 'member' }],
		organisation: 'vallee-claire'
	},
	{
		email: 'evaluator@example.org',
		name: 'Огнян Образцов',
		latinName: 'Ognyan Obraztsov',
		locale: 'bg',
		roles: [{ service: 'cit', role: 'evaluator' }]
	},
	{
		email: 'evaluatrice@example.org',
		name: 'Noémie Témoin',
		locale: 'fr',
		roles: [{ service: 'cit', role: 'evaluator' }]
	},
	{
		email: 'assessor@example.org',
		name: 'Harriet Sample',
		locale: 'en',
		roles: [{ service: 'cit', role: 'evaluator' }]
	},
	{
		email: 'officer@example.org',
		name: 'Maxime Modèle',
		locale: 'fr',
		roles: [{ service: 'cit', role: 'officer' }]
	},
	{
		email: 'education@example.org',
		name: 'Радост Примерска',
		latinName: 'Radost Primerska',
		locale: 'bg',
		roles: [{ service: 'education-language', role: 'officer' }]
	},
	{
		email: 'editor@example.org',
		name: 'Яна Показна',
		latinName: 'Yana Pokazna',
		locale: 'bg',
		roles: [{ service: 'cit', role: 'editor' }]
	},
	{
		email: 'finance@example.org',
		name: 'Béatrice Spécimen',
		locale: 'fr',
		roles: [{ service: 'cit', role: 'finance' }]
	},
	{
		email: 'head@example.org',
		name: 'Hélène Maquette',
		locale: 'fr',
		roles: [{ service: 'cit', role: 'head' }]
	},
	{
		email: 'administrator@example.org',
		name: 'Тодор Опитов',
		latinName: 'Todor Opitov',
		locale: 'bg',
		roles: [{ service: null, role: 'administrator' }]
	},
	{
		email: 'auditor@example.org',
		name: 'Alex Specimen',
		locale: 'en',
		roles: [{ service: null, role: 'auditor' }]
	}
]
