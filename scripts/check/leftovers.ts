/** What must not stay in a finished text: notes to oneself, and paths of the machine it was written on. */
import { lineAt, type Source } from './sources.ts'

// Written in two halves, so that this file does not find itself.
const leftovers: [RegExp, string][] = [
	[
		new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`),
		'a note to oneself: do it, or leave it out'
	],
	[/(?<![\w.$})-])\/(?:root|home|Users|work|mnt)\/\w/, 'a path of one machine'],
	[/\bdebugger\b|\.only\(/, 'a stop left in the code'],
	[new RegExp('<'.repeat(7) + '|' + '>'.repeat(7)), 'an unfinished merge']
]

export const leftoverProblems = ({ path, text }: Source): string[] =>
	leftovers.flatMap(([what, why]) => {
		const found = what.exec(text)
		return found ? [`${path}:${lineAt(text, found.index)}: ${found[0]} is ${why}`] : []
	})
