/** How introductions go in this programme. Days and months are counted from the asking unless said otherwise. */
export const introductionRules = {
	/** How many one organisation may ask for in thirty days; those an officer asks for are not counted. */
	askedPerMonth: 5,
	/** When those who have not answered are reminded, in days. The service is told at the last one. */
	reminderDays: [9, 21, 45],
	/** Without an answer by then it lapses, in days. */
	lapseDays: 60,
	/** After a refusal or a lapse the same organisation is not asked again for so many months. */
	restMonths: 6,
	/** Both sides are asked what came of it so many days after both agreed. */
	outcomeDays: 60,
	/** How many messages a side may send in a day within one introduction. */
	messagesPerDay: 20,
	/** How many reports of abuse one account may make in a day. */
	reportsPerDay: 10
}
