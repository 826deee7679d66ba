import { fold } from '#engines/text/fold'

/**
 * What the French catalogues file an aid under, in the keys of this programme's themes. A drawer that holds several of our
 * themes, or none, is known and names none: what the aid is about is then read from its own words.
 */
const french: Record<string, string[]> = {
	'Action sociale': ['social-inclusion'],
	'Actions internationales': ['decentralised-cooperation'],
	'Agriculture / Ruralité': ['rural-development'],
	'Aménagement du territoire': ['urban-planning'],
	Apprentissage: ['employment'],
	Citoyenneté: ['civil-society'],
	Culture: ['heritage'],
	'Développement économique': [],
	'Enseignement supérieur': [],
	Environnement: [],
	Europe: [],
	FSS: ['health-mediation'],
	'Formation professionnelle': ['employment'],
	Fret: ['mobility'],
	Logement: ['housing'],
	Loisirs: [],
	Lycées: [],
	Recherche: [],
	Route: ['mobility'],
	Santé: ['health-mediation'],
	Sport: ['sport'],
	Tourisme: ['tourism'],
	'Transports en commun': ['mobility'],
	Vélo: ['mobility'],
	'Adhésion UE': [],
	'Aéronautique & Spatial': [],
	'Agriculture & Pêche': ['rural-development'],
	'Agriculture - Pêche': ['rural-development'],
	'Citoyenneté & Droits Humains': ['fundamental-rights', 'civil-society'],
	'Commerce & Industrie': [],
	'Construction BTP': [],
	'Coopération & Développement': [],
	'Coop. & Développement': [],
	'Culture Media & Communication': ['heritage'],
	'Culture, média & communication': ['heritage'],
	'Développement Territorial': [],
	'Économie Sociale': ['social-economy'],
	'Éducation & Formation': [],
	Emploi: ['employment'],
	Énergie: ['renewable-energy', 'energy-efficiency'],
	'Environnement & Climat': [],
	Finance: [],
	Habitat: ['housing'],
	'Justice, Sécurité, Défense': ['justice'],
	Nucléaire: [],
	'Protection Civile & Risques': ['civil-protection'],
	'Recherche & Innovation': [],
	'Services Aux Organisations': [],
	'Technologies & Digital': [],
	Transport: ['mobility'],
	Jeunesse: ['youth']
}
const byName = new Map(Object.entries(french).map(([name, themes]) => [fold(name), themes]))

/** The themes a drawer stands for; undefined for one nobody has told us. */
export const themesUnder = (name: string): string[] | undefined => byName.get(fold(name))
