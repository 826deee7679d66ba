/** The demo programme's content, loaded once into an empty database. */
export async function loadDemoContent(_url: string): Promise<void> {}

/** The demo's sign-ins as lines for a terminal; nothing when there are none. */
export async function signIns(): Promise<string> {
	return ''
}
