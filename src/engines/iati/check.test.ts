import { describe, expect, test } from 'vitest'
import { faultsIn, type Element } from './check.ts'

const element = (name: string, attributes: Record<string, string> = {}, children: Element[] = [], text = ''): Element => ({
	...{ name, attributes, children, text },
	line: 1
})
const told = (name: string) => element(name, {}, [element('narrative', {}, [], 'Deux rives')])
const value = (text: string) => element('value', { 'value-date': '2027-02-28' }, [], text)
const budget = (...children: Element[]) => element('budget', {}, children)
const start = element('period-start', { 'iso-date': '2027-01-01' })
const end = element('period-end', { 'iso-date': '2027-12-31' })
const kinds = (found: Element) => faultsIn(found).map(({ kind, where }) => `${kind} ${where}`)

describe('an element of IATI', () => {
	test('in its order has no fault', () => {
		expect(kinds(budget(start, end, value(' 12.50 ')))).toEqual([])
	})

	test('says what is missing, comes too late or once too often', () => {
		expect(kinds(budget(start, value('1')))).toEqual(['missing period-end'])
		expect(kinds(budget(start, end, value('1'), end))).toEqual(['order period-end'])
		expect(kinds(budget(start, end, value('1'), value('2')))).toEqual(['order value'])
	})

	test('says which value is none of its kind', () => {
		expect(kinds(budget(start, end, value('1 000')))).toEqual(['value value'])
		expect(kinds(budget(element('period-start', { 'iso-date': '2027-02-29' }), end, value('1')))).toEqual([
			'value period-start/@iso-date'
		])
		expect(kinds(element('budget', {}, [start, end, value('1')], 'text'))).toEqual(['text budget'])
	})

	test('lets others add theirs at the end, with a namespace of their own', () => {
		const other = element('{https://example.org}more', {}, [], 'anything')
		expect(kinds(budget(start, end, value('1'), other))).toEqual([])
		expect(kinds(budget(start, other, end, value('1')))).toEqual([
			'missing period-end',
			'missing value',
			'order period-end',
			'order value'
		])
		expect(kinds(budget(start, end, value('1'), element('more')))).toEqual(['element more'])
	})

	test('is told by its place: a location of a result is not one of an activity', () => {
		expect(kinds(element('location', { ref: 'A' }, [told('name')]))).toEqual([])
		expect(faultsIn(element('location', {}, [told('name')]), ['result', 'indicator', 'baseline'])).toHaveLength(1)
	})
})
