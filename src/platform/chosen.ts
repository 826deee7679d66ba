/**
 * What the folder of PASSERELLE_PROGRAMME says, as far as the platform needs it; `programme` is for `programme/` alone.
 * The sentences are those said otherwise than in src/messages, or not said there at all, by language.
 */
export type Chosen = {
	languages: { code: string; region: string }[]
	timeZone: string
	messages: Record<string, Record<string, string>>
	programme?: unknown
}

declare global {
	var passerelleProgramme: Chosen | undefined
}

// In a page with a script of its own the server says the same beside it (src/programme-page.ts).
function fromPage(): Chosen | undefined {
	const said = globalThis.document?.getElementById('programme')?.textContent
	return said ? (JSON.parse(said) as Chosen) : undefined
}

/**
 * The programme of the folder; undefined for the one built in. Read before anything else is imported
 * (src/cli/chosen-programme.ts): languages, zones and lists are then constants, and cost a page nothing.
 */
export const chosen: Chosen | undefined = globalThis.passerelleProgramme ?? fromPage()
