/** What the demo's projects came to: keys of the programme's indicators, by the project's key. Fictional figures. */
type DemoResult = { key: string; target: number; actual: number }

const of = (...rows: [key: string, target: number, actual: number][]): DemoResult[] =>
	rows.map(([key, target, actual]) => ({ key, target, actual }))

export const demoResults: Record<string, DemoResult[]> = {
	'family-mediation': of(['trained', 60, 74], ['exchanges', 4, 5], ['works', 1, 1], ['partnerships', 1, 2]),
	coast: of(['participants', 200, 260], ['trained', 25, 31], ['works', 2, 3]),
	'safe-houses': of(['trained', 40, 38], ['participants', 12, 8], ['exchanges', 3, 3], ['partnerships', 1, 1]),
	'one-counter': of(['trained', 80, 112], ['works', 1, 2], ['exchanges', 4, 6]),
	'bilingual-climate': of(['participants', 300, 420], ['young', 280, 390], ['works', 2, 2], ['partnerships', 2, 3]),
	retrofit: of(['trained', 50, 47], ['exchanges', 6, 8], ['works', 1, 1], ['partnerships', 1, 2]),
	'health-mediators': of(['participants', 150, 240], ['trained', 30, 42], ['exchanges', 3, 4]),
	'young-lawyers': of(['trained', 45, 52], ['young', 45, 40], ['exchanges', 2, 3]),
	iskar: of(['participants', 120, 180], ['works', 2, 2], ['partnerships', 1, 1]),
	wool: of(['participants', 40, 56], ['works', 3, 5], ['partnerships', 2, 2])
}
