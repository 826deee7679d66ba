/** Windows' names of the zones around the two countries, as Outlook writes them (Unicode CLDR, windowsZones). */
const windows: Record<string, string> = {
	'FLE Standard Time': 'Europe/Sofia',
	'E. Europe Standard Time': 'Europe/Chisinau',
	'GTB Standard Time': 'Europe/Bucharest',
	'Romance Standard Time': 'Europe/Paris',
	'W. Europe Standard Time': 'Europe/Berlin',
	'Central Europe Standard Time': 'Europe/Budapest',
	'Central European Standard Time': 'Europe/Warsaw',
	'GMT Standard Time': 'Europe/London',
	'Turkey Standard Time': 'Europe/Istanbul',
	'Eastern Standard Time': 'America/New_York',
	'Pacific Standard Time': 'America/Los_Angeles'
}

const known = (name: string): string | null => {
	if (!/^[A-Za-z][\w+-]*(\/[\w+-]+){0,2}$/.test(name)) return null
	try {
		return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone ? name : null
	} catch {
		return null
	}
}

/** The IANA zone a calendar means by a name; null for one nobody knows. Long prefixes before the name are some programs’ habit. */
export function zoneOf(name: string): string | null {
	const given = name.trim().replace(/^"|"$/g, '').slice(0, 200)
	const parts = given.split('/').filter(Boolean)
	return (
		windows[given] ??
		known(given) ??
		known(parts.slice(-2).join('/')) ??
		(parts.length > 3 ? known(parts.slice(-3).join('/')) : null)
	)
}
