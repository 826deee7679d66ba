const HOUR = 3_600_000

/** How long before closing whoever still has a draft is reminded: seven days, 48 hours, three hours. */
export const reminderTimes: readonly number[] = [7 * 24 * HOUR, 48 * HOUR, 3 * HOUR]

/** How many of those times have come. */
export const reminderStage = (closesAt: Date, now: Date): number =>
	reminderTimes.filter((before) => closesAt.getTime() - now.getTime() <= before).length
