/** How long an offer or a need stands on the board, in days. */
export const listingRules = {
	/** From its publication, and again from each renewal. */
	validDays: 180,
	/** Its people are written to this long before it runs out. */
	reminderDays: 14,
	/** It can be renewed from this long before it runs out, and as long after. */
	renewableDays: 45
}
