/** How long what is known of people is kept: the job forgets by it, and the privacy page says it. Days or months. */
export type RetentionRule = { key: string; days?: number; months?: number }

/** Said on the form itself. */
export const SECOND_FORM_DAYS = 30

/**
 * What has no rule here is not forgotten by the job: applications that were selected, agreements, reports and their vouchers.
 * A decision on public money and its payments must stay explicable and verifiable, an erasure notwithstanding (Article 17(3)
 * GDPR); how long is for the archives, which the privacy page says.
 */
export const retentionRules = [
	/** Messages of the contact form, and the letters that repeat them. */
	{ key: 'messages', months: 12 },
	/** Travel, meals and needs on site, after the event. */
	{ key: 'second-forms', days: SECOND_FORM_DAYS },
	/** Who came to an event, after it: that somebody came stays. */
	{ key: 'registrations', months: 36 },
	/** Files that contacts came from; sooner where somebody in them is erased. */
	{ key: 'imports', days: 90 },
	/** Letters the site sent. */
	{ key: 'letters', months: 12 },
	/** Readers who agree to no mail any more, sign-ups nobody confirmed, and who got which campaign. */
	{ key: 'readers', months: 12 },
	/** Applications that were not selected or not filed, after the decision: their contents; that they were filed and judged stays. */
	{ key: 'rejected', months: 60 },
	/** Contacts without an account and without a post, after the last change. */
	{ key: 'contacts', months: 36 },
	/** Notes of the services on partners. */
	{ key: 'notes', months: 36 },
	/** Bank details of an award, after it is closed: the accounts' own period. */
	{ key: 'bank-details', months: 120 },
	/** Requests about personal data, after they are closed. */
	{ key: 'requests', months: 36 }
] as const satisfies readonly RetentionRule[]
export type RetentionKey = (typeof retentionRules)[number]['key']

/** What is older than this has had its time. */
export function keptSince(key: RetentionKey, now: Date): Date {
	const rule: RetentionRule = retentionRules.find((each) => each.key === key)!
	const before = new Date(now)
	if (rule.days) before.setUTCDate(before.getUTCDate() - rule.days)
	if (rule.months) before.setUTCMonth(before.getUTCMonth() - rule.months)
	return before
}
