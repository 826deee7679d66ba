import type { AssignmentInput } from '#engines/assignment/problem'

/** The total of an assignment among pairs of `least` or more, as a linear programme in CPLEX LP format: its vertices are whole. */
export function linearProgramme(input: AssignmentInput, least: number): string {
	const { applications, evaluators, perApplication, load, affinity, conflicts } = input
	const barred = new Set(conflicts.map(({ application, evaluator }) => `${application}\n${evaluator}`))
	const rows: string[][] = applications.map(() => [])
	const columns: string[][] = evaluators.map(() => [])
	const objective: string[] = []
	applications.forEach((application, i) =>
		evaluators.forEach((evaluator, j) => {
			if (affinity[i]![j]! < least || barred.has(`${application}\n${evaluator}`)) return
			objective.push(`${affinity[i]![j]!} x${i}_${j}`)
			rows[i]!.push(`x${i}_${j}`)
			columns[j]!.push(`x${i}_${j}`)
		})
	)
	const sum = (names: string[]) => (names.length ? names.join(' + ') : '0 nothing')
	return [
		'Maximize',
		` obj: ${objective.length ? objective.join(' + ') : '0 nothing'}`,
		'Subject To',
		...rows.map((names, i) => ` r${i}: ${sum(names)} = ${perApplication}`),
		...columns.map((names, j) => ` most${j}: ${sum(names)} <= ${load.max}`),
		...columns.map((names, j) => ` least${j}: ${sum(names)} >= ${load.min}`),
		'Bounds',
		...rows.flat().map((name) => ` 0 <= ${name} <= 1`),
		' nothing = 0',
		'End'
	].join('\n')
}
