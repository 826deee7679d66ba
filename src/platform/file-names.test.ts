import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanName, dispositionOf, extensionOf } from './file-names.ts'

describe('the name of a file', () => {
	test.for([
		['../../etc/passwd', 'passwd'],
		['..\\..\\windows\\system32\\cmd.exe', 'cmd.exe'],
		['C:\\Users\\Мария\\Отчет.pdf', 'Отчет.pdf'],
		['..', 'document'],
		['', 'document'],
		['/', 'document'],
		['.htaccess', 'htaccess'],
		['rapport\u202Efdp.exe', 'rapportfdp.exe'],
		['a\0b\r\nc.pdf', 'abc.pdf'],
		['re\u0301sume\u0301.pdf', 'résumé.pdf'],
		['a  b\u2028\t.pdf ', 'a b.pdf'],
		['a<b>:"|?*.pdf', 'a-b------.pdf'],
		['\ud800.pdf', '\ufffd.pdf'],
		['бюджет 2027 (финален).xlsx', 'бюджет 2027 (финален).xlsx']
	])('%j is kept as %j', ([given, kept]) => {
		expect(cleanName(given!)).toBe(kept)
	})

	test('keeps its extension when it is too long', () => {
		expect([...cleanName(`${'я'.repeat(300)}.pdf`)]).toHaveLength(120)
		expect(cleanName(`${'🌉'.repeat(300)}.docx`)).toMatch(/🌉\.docx$/)
	})

	test('is harmless whatever was sent, and cleaning it again changes nothing', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
				const name = cleanName(given)
				expect([...name].length).toBeGreaterThan(0)
				expect([...name].length).toBeLessThanOrEqual(120)
				expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}]|^\.|\.$/u)
				expect(cleanName(name)).toBe(name)
			})
		)
	})

	test.for([
		['a.PDF', 'pdf'],
		['a.tar.gz', 'gz'],
		['pdf', ''],
		['.pdf', ''],
		['a. b', '']
	])('%j ends in %j', ([name, extension]) => {
		expect(extensionOf(name!)).toBe(extension)
	})

	test('goes into a header in every alphabet', () => {
		expect(dispositionOf('attachment', 'Отчет "é" (2).pdf')).toBe(
			`attachment; filename="_____ _e_ (2).pdf"; filename*=UTF-8''%D0%9E%D1%82%D1%87%D0%B5%D1%82%20%22%C3%A9%22%20%282%29.pdf`
		)
	})
})
