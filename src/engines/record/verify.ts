import { checkAssignment, checkCards } from './evaluation-check.ts'
import { checkFiling, checkSeed } from './filing-check.ts'
import { findings, type Failure } from './findings.ts'
import { checkLog } from './log-check.ts'
import { checkDecisions, checkRanking } from './outcome-check.ts'
import { checkRules } from './rules-check.ts'
import { callRecord, type CallRecord } from './schema.ts'
import { sealed } from './seal.ts'
import { tellStory } from './steps.ts'

export interface Verification {
	valid: boolean
	/** How many statements of the file were recomputed. */
	checked: number
	/** What does not hold; the first is the first line that does not. */
	failures: Failure[]
}

/**
 * Recomputes everything a call's public file says: signatures, rules, continuity of the log, the place of every entry in it,
 * files in time, seed, assignment, scorecards against their commitments, ranking, cut line, decisions. Goes on after a
 * line that does not hold. `publicKey` is the key the reader trusts: without it the file is only checked against the key
 * it names itself. Whatever `value` is, this returns; it never throws.
 */
export function verifyRecord(value: unknown, { publicKey }: { publicKey?: string | undefined } = {}): Verification {
	const found = findings()
	const parsed = callRecord.safeParse(value)
	if (!parsed.success) {
		for (const issue of parsed.error.issues.slice(0, 100)) {
			const where = issue.path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
			found.expect(false, 'shape', where, 'record.fail.shape')
		}
		return { valid: false, checked: found.checked, failures: found.failures }
	}
	const record = parsed.data
	const checkpoints = checkLog(record, publicKey, found)
	const story = tellStory(record, openedReasons(record, found), found)
	if (story) {
		checkRules(record, story, found)
		checkFiling(story, checkpoints, found)
		const key = checkSeed(story, checkpoints, found)
		const assignment = checkAssignment(story, key, found)
		const cards = checkCards(record, story, assignment, checkpoints, found)
		checkDecisions(story, checkRanking(story, key, cards, found), found)
	}
	return { valid: found.failures.length === 0, checked: found.checked, failures: found.failures }
}

function openedReasons({ reasons }: CallRecord, found: ReturnType<typeof findings>): Map<string, string> {
	const opened = new Map<string, string>()
	reasons.forEach(({ digest, text, salt }, i) => {
		const holds = text.isWellFormed() && sealed(text, salt) === digest
		if (found.expect(holds, 'reason', `/reasons/${i}`, 'record.fail.reason')) opened.set(digest, text)
	})
	return opened
}
