import type { Highs } from 'highs'
import {
	breachesOf,
	ceilingOf,
	costOf,
	earliness,
	leastOwn,
	pays,
	type Plan,
	type Problem,
	type Share,
	type Source
} from './problem.ts'

/** The solver reckons in floating point; what it finds is rounded to cents and then held against every rule. */
const exactly = {
	output_flag: false,
	mip_rel_gap: 0,
	mip_abs_gap: 0,
	mip_feasibility_tolerance: 1e-10,
	primal_feasibility_tolerance: 1e-10,
	dual_feasibility_tolerance: 1e-10
}

/** What was found: plans, the best first; or none, with the own money that would be needed for one (null when no sum helps). */
export type Proposal = { plans: Plan[]; needed: number | null }

type Pair = { name: string; source: number; line: number }

/**
 * Plans that break no rule, the best for the aim first, each with another set of sources, at most `count`; of equally good
 * sets the one that is better for the other aim, with fewer sources. Twelve sources and twenty costs take some hundredths of a second.
 */
export function proposePlans(highs: Highs, problem: Problem, count = 3): Proposal {
	const plans: Plan[] = []
	const without: number[][] = []
	while (plans.length < count) {
		const chosen = choose(highs, problem, without)
		if (!chosen) break
		plans.push(divide(highs, problem, chosen))
		without.push(chosen)
	}
	if (plans.length > 0 || problem.ownMax === null) return { plans, needed: null }
	// Whether more money of its own would do, and how much.
	const free: Problem = { ...problem, ownMax: null, aim: 'own' }
	const chosen = choose(highs, free, [])
	return { plans, needed: chosen && divide(highs, free, chosen).own }
}

const usable = (problem: Problem, source: Source) => ceilingOf(problem, source) >= Math.max(1, source.min)

function pairsOf({ sources, lines }: Problem): Pair[] {
	return sources.flatMap((from, source) =>
		lines.flatMap(({ id }, line) => (pays(from, id) ? [{ name: `x${source}_${line}`, source, line }] : []))
	)
}

const sum = (terms: readonly string[]) => terms.join(' + ')

/** Each aim as coefficients near 1: the sum of all is of the size of the amounts. */
function weights(problem: Problem, aim: Problem['aim']): number[] {
	if (aim === 'own') return problem.sources.map(() => 1)
	const early = problem.sources.map((source) => earliness(problem, source))
	const most = Math.max(1, ...early)
	return early.map((value) => value / most)
}

/** What holds whichever sources are chosen: no cost is paid twice, and the project brings its part. */
function common(problem: Problem, pairs: readonly Pair[]): string[] {
	const cost = costOf(problem)
	const all = pairs.map(({ name }) => name)
	return [
		...problem.lines.flatMap(({ cents }, line) => {
			const terms = pairs.filter((pair) => pair.line === line).map(({ name }) => name)
			return terms.length > 0 ? [`${terms.join(' + ')} <= ${cents}`] : []
		}),
		`${sum(all)} <= ${cost - leastOwn(problem)}`,
		...(problem.ownMax === null ? [] : [`${sum(all)} >= ${Math.max(0, cost - problem.ownMax)}`])
	]
}

/** The sources of the best plan that is none of `without`, by their places; null when there is no plan. */
function choose(highs: Highs, problem: Problem, without: readonly number[][]): number[] | null {
	const { sources } = problem
	const cost = costOf(problem)
	if (leastOwn(problem) > (problem.ownMax ?? cost)) return null
	if (sources.some((source) => source.secured && !usable(problem, source))) return null
	const pairs = pairsOf(problem)
	if (pairs.length === 0) return without.length === 0 && (problem.ownMax ?? cost) >= cost ? [] : null
	const rows = common(problem, pairs)
	sources.forEach((source, at) => {
		const own = pairs.filter((pair) => pair.source === at).map(({ name }) => name)
		if (own.length > 0)
			rows.push(
				`${sum(own)} - ${Math.min(ceilingOf(problem, source), cost - leastOwn(problem))} y${at} <= 0`,
				`${sum(own)} - ${Math.max(1, source.min)} y${at} >= 0`
			)
		if (!usable(problem, source)) rows.push(`y${at} = 0`)
		if (source.secured) rows.push(`y${at} = 1`)
		for (const other of source.excludes) {
			const place = sources.findIndex(({ id }) => id === other)
			if (place >= 0 && place !== at) rows.push(`y${at} + y${place} <= 1`)
		}
	})
	if (problem.most !== null) rows.push(`${sum(sources.map((_, at) => `y${at}`))} <= ${problem.most}`)
	for (const chosen of without) {
		// One of these at least is otherwise: so many terms with a minus make the right side smaller.
		const terms = sources.map((_, at) => `${chosen.includes(at) ? '-' : '+'} y${at}`)
		rows.push(`${terms.join(' ')} >= ${1 - chosen.length}`)
	}
	const worth = weights(problem, problem.aim)
	const goal = (values: readonly number[]) => pairs.map(({ name, source }) => `${values[source]} ${name}`)
	const programme = (objective: string, more: readonly string[] = []) =>
		[
			'Maximize',
			`obj: ${objective}`,
			'Subject To',
			...[...rows, ...more].map((row, at) => `c${at}: ${row}`),
			'Binary',
			sources.map((_, at) => `y${at}`).join(' '),
			'End'
		].join('\n')
	const solve = (text: string) => {
		const solved = highs.solve(text, exactly)
		return solved.Status === 'Optimal' ? solved : null
	}
	const first = solve(programme(sum(goal(worth))))
	if (!first) return null
	// Among those as good to the cent: the other aim as far as it goes, and no source that brings nothing.
	const other = weights(problem, problem.aim === 'own' ? 'early' : 'own')
	const second = solve(
		programme(`${sum(goal(other.map((value) => value / 1e3)))} - ${sources.map((_, at) => `1 y${at}`).join(' - ')}`, [
			`${sum(goal(worth))} >= ${first.ObjectiveValue - 1e-4}`
		])
	)
	const { Columns } = second ?? first
	return sources.flatMap((_, at) => (Math.round(Columns[`y${at}`]!.Primal) === 1 ? [at] : []))
}

/**
 * How the chosen sources pay: with the choice made this is a flow from sources to costs, whose corners are whole cents, and
 * the solver gives a corner. Throws when what it gives breaks a rule: that is a fault, not an answer.
 */
function divide(highs: Highs, problem: Problem, chosen: readonly number[]): Plan {
	const cost = costOf(problem)
	if (chosen.length === 0) return { shares: [], own: cost }
	const pairs = pairsOf(problem).filter(({ source }) => chosen.includes(source))
	const rows = common(problem, pairs)
	for (const at of chosen) {
		const own = sum(pairs.filter((pair) => pair.source === at).map(({ name }) => name))
		const source = problem.sources[at]!
		rows.push(`${own} <= ${ceilingOf(problem, source)}`, `${own} >= ${Math.max(1, source.min)}`)
	}
	const goal = sum(pairs.map(({ name, source }) => `${weights(problem, problem.aim)[source]} ${name}`))
	const best = highs.solve(
		['Maximize', `obj: ${goal}`, 'Subject To', ...rows.map((row, at) => `c${at}: ${row}`), 'End'].join('\n'),
		exactly
	)
	if (best.Status !== 'Optimal') throw new Error(`the chosen sources pay nothing: ${best.Status}`)
	const columns: Record<string, { Primal?: number }> = best.Columns
	const shares = pairs.flatMap(({ name, source, line }): Share[] => {
		const cents = Math.round(columns[name]?.Primal ?? 0)
		return cents > 0 ? [{ source: problem.sources[source]!.id, line: problem.lines[line]!.id, cents }] : []
	})
	const plan = { shares, own: cost - shares.reduce((total, { cents }) => total + cents, 0) }
	const broken = breachesOf(problem, plan)
	if (broken.length > 0) throw new Error(`the solver broke a rule: ${JSON.stringify(broken)}`)
	return plan
}
