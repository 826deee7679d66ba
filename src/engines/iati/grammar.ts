/**
 * What may stand where in a file of the International Aid Transparency Initiative, 2.03 (https://iatistandard.org, activity
 * and organisation standards), said in one line per element:
 *
 *     element = children in their order, with ? * + as in regular expressions @ attributes, those needed with !
 *
 * `=decimal` is a text of that type instead of children. A rule holds wherever its path ends a place: `value` everywhere but
 * where a longer path, such as `target/value`, says otherwise. Elements of other namespaces may follow the last child, or
 * stand at `~`; attributes of other namespaces are welcome unless the line ends with a full stop.
 */
const grammar = `
narrative = =string
title = narrative+
description = narrative+
iati-activity/description = narrative+ @ type
comment = narrative+
reporting-org = narrative+ @ ref! type! secondary-reporter:boolean
iati-activities = iati-activity+ @ version! generated-datetime:dateTime linked-data-default:anyURI
iati-activity = iati-identifier reporting-org title description+ participating-org+ other-identifier* activity-status
	activity-date+ contact-info* activity-scope? recipient-country* recipient-region* location* sector* tag*
	country-budget-items? humanitarian-scope* policy-marker* collaboration-type? default-flow-type? default-finance-type?
	default-aid-type* default-tied-status? budget* planned-disbursement* capital-spend? transaction* document-link*
	related-activity* legacy-data* conditions? result* crs-add? fss? @ last-updated-datetime:dateTime default-currency
	humanitarian:boolean hierarchy:int linked-data-uri:anyURI budget-not-provided
document-link = title description? category+ language* document-date? @ url!:anyURI format!
iati-organisation/document-link = title description? category+ language* document-date? ~* recipient-country* @
	url!:anyURI format!
category = @ code!
language = @ code!
document-date = @ iso-date!:date
iati-identifier = =string
participating-org = narrative* @ ref type role! activity-id crs-channel-code
activity-scope = @ code!
recipient-country = narrative* @ code! percentage:decimal
transaction/recipient-country = narrative* @ code!
document-link/recipient-country = narrative* @ code!
recipient-country-budget/recipient-country = narrative* @ code!
recipient-region = narrative* @ code! vocabulary vocabulary-uri:anyURI percentage:decimal
transaction/recipient-region = narrative* @ code! vocabulary vocabulary-uri:anyURI
recipient-region-budget/recipient-region = narrative* @ vocabulary vocabulary-uri:anyURI code
collaboration-type = @ code!
default-flow-type = @ code!
default-aid-type = @ code! vocabulary
default-finance-type = @ code!
other-identifier = owner-org? @ ref! type!
owner-org = narrative* @ ref
sector = narrative* @ vocabulary vocabulary-uri:anyURI code! percentage:decimal
transaction/sector = narrative* @ vocabulary vocabulary-uri:anyURI code!
activity-date = narrative* @ type! iso-date!:date
activity-status = @ code!
contact-info = organisation? department? person-name? job-title? telephone* email* website* mailing-address* @ type
organisation = narrative+
department = narrative+
person-name = narrative+
job-title = narrative+
telephone = =string
email = =string
website = =anyURI
mailing-address = narrative+
default-tied-status = @ code!
humanitarian-scope = narrative* @ type! vocabulary! vocabulary-uri:anyURI code!
policy-marker = narrative* @ vocabulary vocabulary-uri:anyURI code! significance
capital-spend = @ percentage!:decimal
transaction = transaction-type transaction-date value description? provider-org? receiver-org? disbursement-channel?
	sector* recipient-country? recipient-region? flow-type? finance-type? aid-type* tied-status? @ ref humanitarian:boolean
transaction-type = @ code!
transaction-date = @ iso-date!:date
value = =decimal @ currency value-date!:date
provider-org = narrative* @ ref provider-activity-id type
receiver-org = narrative* @ ref receiver-activity-id type
disbursement-channel = @ code!
flow-type = @ code!
finance-type = @ code!
aid-type = @ code! vocabulary
tied-status = @ code!
location = location-reach? location-id* name? description? activity-description? administrative* point? exactness?
	location-class? feature-designation? @ ref
location-reach = @ code!
location-id = @ code! vocabulary!
name = narrative+
activity-description = narrative+
administrative = @ code! vocabulary! level:nonNegativeInteger
point = pos @ srsName!
pos = =string .
exactness = @ code!
location-class = @ code!
feature-designation = @ code!
tag = narrative* @ code! vocabulary! vocabulary-uri:anyURI
country-budget-items = budget-item+ @ vocabulary!
budget-item = description? @ code! percentage:decimal
related-activity = @ ref! type! .
legacy-data = @ name! value! iati-equivalent:NMTOKEN .
result = title description? document-link* reference* indicator+ @ type! aggregation-status:boolean
reference = @ code! vocabulary! vocabulary-uri:anyURI
indicator = title description? document-link* reference* baseline* period* @ measure! ascending:boolean
	aggregation-status:boolean
baseline = location* dimension* document-link* comment? @ iso-date:date year!:positiveInteger value
period = period-start period-end target* actual*
period-start = @ iso-date!:date
period-end = @ iso-date!:date
target = location* dimension* comment? document-link* @ value .
actual = location* dimension* comment? document-link* @ value .
conditions = condition* @ attached!:boolean
condition = narrative+ @ type! .
budget = period-start period-end value @ type status
planned-disbursement = period-start period-end? value provider-org? receiver-org? @ type
crs-add = other-flags* loan-terms? loan-status? channel-code?
other-flags = @ code! significance!:boolean
loan-terms = repayment-type? repayment-plan? commitment-date? repayment-first-date? repayment-final-date? @
	rate-1:decimal rate-2:decimal
repayment-type = @ code!
repayment-plan = @ code!
commitment-date = @ iso-date!:date
repayment-first-date = @ iso-date!:date
repayment-final-date = @ iso-date!:date
loan-status = interest-received? principal-outstanding? principal-arrears? interest-arrears? @ year!:decimal currency
	value-date!:date
interest-received = =decimal .
principal-outstanding = =decimal .
principal-arrears = =decimal .
interest-arrears = =decimal .
channel-code = =string .
fss = forecast* @ extraction-date!:date priority:boolean phaseout-year:decimal
forecast = =decimal @ year!:decimal currency value-date:date
baseline/location = @ ref
target/location = @ ref
actual/location = @ ref
dimension = @ name value
iati-organisations = iati-organisation+ @ version! generated-datetime:dateTime
iati-organisation = organisation-identifier name reporting-org total-budget* recipient-org-budget*
	recipient-region-budget* recipient-country-budget* total-expenditure* document-link* @ last-updated-datetime:dateTime
	default-currency
organisation-identifier = =any
total-budget = period-start period-end value budget-line* @ status
budget-line = value narrative+ @ ref
recipient-org-budget = recipient-org period-start period-end value budget-line* @ status
recipient-org = narrative+ @ ref .
recipient-region-budget = recipient-region period-start period-end value budget-line* @ status
recipient-country-budget = recipient-country period-start period-end value budget-line* @ status
total-expenditure = period-start period-end value expense-line*
expense-line = value narrative+ @ ref
result/indicator/reference = @ vocabulary! code! indicator-uri:anyURI
`

export type Particle = { name: string; least: number; most: number }
export type Rule = {
	children: Particle[]
	/** The type of its text; null for an element that holds elements. */
	text: string | null
	attributes: Map<string, { type: string; needed: boolean }>
	/** Attributes of other namespaces are refused. */
	closed: boolean
}

const most: Record<string, [number, number]> = { '?': [0, 1], '*': [0, Infinity], '+': [1, Infinity] }

function particle(word: string): Particle {
	const [least, upTo] = most[word.at(-1)!] ?? [1, 1]
	return { name: word.replace(/[?*+]$/, ''), least, most: upTo }
}

const rules = new Map(
	grammar
		.replaceAll(/\n\t/g, ' ')
		.split('\n')
		.filter(Boolean)
		.map((line): [string, Rule] => {
			const [, path, content = '', attributes = '', stop] = /^(\S+) =(?: ([^@.]*?))?(?: @ (.*?))?( \.)?$/.exec(line)!
			const words = content.split(' ').filter(Boolean)
			const text = words[0]?.startsWith('=') ? words[0].slice(1) : null
			return [
				path!,
				{
					text,
					children: text ? [] : words.map(particle),
					attributes: new Map(
						attributes
							.split(' ')
							.filter(Boolean)
							.map((word) => {
								const [name, type = 'string'] = word.split(':')
								return [name!.replace('!', ''), { type, needed: name!.endsWith('!') }]
							})
					),
					closed: Boolean(stop)
				}
			]
		})
)

/** The rule of the element at this place, the names of the elements around it first. */
export function ruleAt(path: readonly string[]): Rule | undefined {
	for (let from = 0; from < path.length; from++) {
		const rule = rules.get(path.slice(from).join('/'))
		if (rule) return rule
	}
	return undefined
}
