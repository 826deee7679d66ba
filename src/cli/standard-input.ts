/** A secret typed or piped in: all of standard input, in one normal form, without its last line break. */
export async function standardInput(): Promise<string> {
	let text = ''
	for await (const chunk of process.stdin) text += chunk
	return text.replace(/\r?\n$/, '').normalize('NFKC')
}
