import type { Readable } from 'node:stream'
import { attributeFaults, faultsIn, type Element, type Fault } from '#engines/iati/check'
import { readXml } from './xml-reading.ts'

/** What an IATI file can be: what is in it, and the name of its outermost element. */
const records: Record<string, string> = { 'iati-activities': 'iati-activity', 'iati-organisations': 'iati-organisation' }

/** A record of the file as a reader counts them from 1, or 0 for the file itself. */
export type Judged = { row: number; element: Element; faults: Fault[] }

/**
 * Each record of an IATI file with what the standard 2.03 does not allow in it, one at a time. The first is the file itself;
 * so is what stands between records and is none.
 * Throws RuleBroken 422 on `file` for what is no well-formed XML.
 */
export async function* judgeIati(stream: Readable): AsyncGenerator<Judged> {
	let root: Element | undefined
	let row = 0
	let foreign: number | undefined
	for await (const element of readXml(stream)) {
		if (!root) {
			root = element
			const known = Object.hasOwn(records, element.name)
			const faults = known
				? attributeFaults(element, [element.name])
				: [{ line: element.line, where: element.name, kind: 'root' as const }]
			yield { row: 0, element, faults }
			if (!known) return
			continue
		}
		if (element.name === records[root.name]) {
			const faults = faultsIn(element, [root.name])
			// Elements of others stand at the end.
			if (foreign !== undefined) faults.unshift({ line: foreign, where: element.name, kind: 'order' })
			yield { row: ++row, element, faults }
		} else if (element.name.startsWith('{')) foreign ??= element.line
		else {
			const text = element.name === '#text'
			const fault: Fault = { line: element.line, where: text ? root.name : element.name, kind: text ? 'text' : 'element' }
			yield { row: 0, element, faults: [fault] }
		}
	}
	if (root && row === 0)
		yield { row: 0, element: root, faults: [{ line: root.line, where: records[root.name]!, kind: 'missing' }] }
}
