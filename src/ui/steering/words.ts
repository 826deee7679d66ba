import { isMessageKey, type Locale, type MessageKey, type Translate } from '#platform/i18n'

/** Where the office keeps a thing of a partner's file; null where it has no page of its own. */
export function pageOfThing(
	locale: Locale,
	{ kind, id, within }: { kind: string; id: string; within: string | null }
): string | null {
	const office = `/${locale}/office`
	const pages: Record<string, string> = {
		listing: `${office}/exchange/${id}`,
		introduction: `${office}/exchange/introductions/${id}`,
		event: `${office}/events/${id}`,
		application: `${office}/calls/${within}/applications/${id}`,
		award: `${office}/projects/awards/${id}`,
		project: `${office}/projects/${id}`,
		commitment: `${office}/events/${within}/debrief`
	}
	return pages[kind] ?? null
}

const said = (t: Translate, key: string): string => (isMessageKey(key) ? t(key as MessageKey) : '')

function keyOfState(kind: string, state: string): string {
	if (kind === 'listing') return `listing.status.${state}`
	if (kind === 'introduction') return `exchange.introduction.status.${state}`
	if (kind === 'event') return `event.status.${state}`
	if (kind === 'application') return `applications.status.${state}`
	if (kind === 'award') return `awards.status.${state}`
	if (kind === 'project') return `project.status.${state}`
	if (kind === 'commitment') return `partner.commitment.${state}`
	return `partner.practice.${state}`
}

/** Where a thing stands, in words; a registration says so itself. */
export const stateOfThing = (t: Translate, { kind, state }: { kind: string; state: string }): string =>
	said(t, keyOfState(kind, state)) || said(t, `registration.status.${state}`) || state

/** What the partner is in it. */
export const roleInThing = (t: Translate, { kind, role }: { kind: string; role: string }): string =>
	kind === 'listing'
		? said(t, `listing.side.${role}`)
		: kind === 'award'
			? said(t, role === 'mission' ? 'partner.role.mission' : `awards.kind.${role}`)
			: kind === 'project'
				? said(t, `project.role.${role}`)
				: kind === 'commitment'
					? said(t, `commitment.kind.${role}`)
					: said(t, `partner.role.${role}`)
