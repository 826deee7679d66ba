import { isMessageKey, type MessageKey, type Translate } from '#platform/i18n'

const parts: Record<string, MessageKey> = {
	...{ calls: 'nav.calls', network: 'nav.network', exchange: 'nav.exchange', events: 'nav.events', newsroom: 'nav.news' },
	...{ projects: 'nav.projects', awards: 'nav.projects', reports: 'nav.projects', funding: 'nav.funding' }
}

/** What a mail is about; a kind without a name of its own is told by the part of the house that writes it. */
export function mailKind(kind: string, t: Translate): string {
	const own = `mail.kind.${kind}`
	if (isMessageKey(own)) return t(own)
	const part = parts[kind.split('.')[0]!]
	return part ? t(part) : kind
}
