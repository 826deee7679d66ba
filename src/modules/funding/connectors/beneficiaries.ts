import { fold } from '#engines/text/fold'

/** Who may answer, as the French catalogues call them, in the keys of this programme's kinds of organisation. */
const french: Record<string, string[]> = {
	Communes: ['local-authority'],
	Commune: ['local-authority'],
	'Intercommunalités / Pays': ['local-authority', 'local-authorities-association'],
	'EPCI à fiscalité propre': ['local-authority', 'local-authorities-association'],
	Départements: ['local-authority'],
	Département: ['local-authority'],
	Régions: ['local-authority'],
	Région: ['local-authority'],
	"Collectivités d'outre-mer à statuts particuliers": ['local-authority'],
	'Collectivité d’outre-mer à statut particulier': ['local-authority'],
	'Entreprises publiques locales (Sem, Spl, SemOp)': ['public-utility'],
	'Entreprise publique locale (Sem, Spl, SemOp)': ['public-utility'],
	"Établissements publics (écoles, bibliothèques…) / Services de l'État": ['agency', 'school', 'central-administration'],
	'Établissement public dont services de l’État': ['agency', 'school', 'central-administration'],
	'Entreprises privées': ['company'],
	'Entreprise privée': ['company'],
	Associations: ['association'],
	Association: ['association'],
	Agriculteurs: ['company'],
	Agriculteur: ['company'],
	Recherche: ['research', 'university'],
	// An aid for private persons is for no organisation: read, and no kind.
	Particuliers: [],
	Particulier: [],
	'Administration état & entité affiliée': ['central-administration', 'agency'],
	'Chambre consulaire & Agence': ['chamber', 'agency'],
	'Association & ONG': ['association', 'foundation'],
	'Collectivité Territoriale & Entité Affiliée': ['local-authority'],
	'Grande Entreprise (> 250 Salarié.es)': ['company'],
	'Pme & Start-Up (< 249 Salarié.es)': ['company', 'social-enterprise'],
	'Centre de Recherche & Université': ['research', 'university'],
	'Fédération & Syndicat': ['trade-union', 'professional-body'],
	'Organisation internationale': ['international-organisation'],
	Fondation: ['foundation']
}
const byName = new Map(Object.entries(french).map(([name, kinds]) => [fold(name), kinds]))

/** The kinds a name stands for; undefined for a name nobody has told us. */
export const kindsOf = (name: string): string[] | undefined => byName.get(fold(name))
