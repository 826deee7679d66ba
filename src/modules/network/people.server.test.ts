import { beforeAll, describe, expect } from 'vitest'
import { giveConsent, onConsent, withdrawConsent } from '#modules/identity/consents.server'
import type { Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { buildSignedIn } from '#test/accounts'
import { buildOfficer, buildOrganisation, buildStanding } from '#test/network'
import { actor, as, test, trail } from '#test/support'
import { loadDemoAccounts } from '#modules/identity/demo.server'
import { loadDemoNetwork } from './demo.server.ts'
import { indexPersonOf, networkSource } from './indexing.server.ts'
import { listEntries } from './lists.server.ts'
import { addPerson, correctPerson, getOwnEntry, getPerson, hidePerson, saveOwnEntry, showPerson } from './people.server.ts'
import { networkEntry } from './personal-data.server.ts'
import type { OwnEntryInput, PersonInput } from './schema.ts'

const entry = (over: Partial<OwnEntryInput> = {}): OwnEntryInput => ({
	name: 'Мария Примерова',
	latin: null,
	country: 'BG',
	territory: null,
	function: { bg: 'Експерт' },
	expertise: {},
	themes: ['water'],
	languages: ['bg'],
	isExpert: false,
	visibility: {},
	awayFrom: null,
	awayUntil: null,
	...over
})
const person = (over: Partial<PersonInput> = {}): PersonInput => ({
	...entry(),
	email: null,
	phone: null,
	consentedOn: null,
	...over
})
const outcome = (work: Promise<unknown>) =>
	work.then(
		() => 'done',
		(cause) => (cause instanceof RuleBroken ? cause.key : (cause as { status?: number }).status) ?? cause
	)
const indexed = async (ctx: Ctx) =>
	(await ctx.db.selectFrom('searchItem').select('id').where('kind', '=', 'expert').execute()).map(({ id }) => id)

beforeAll(() => onConsent('directory', indexPersonOf))

describe('one’s own entry', () => {
	test('is made and corrected by its holder; an old version is refused', async ({ ctx }) => {
		const { ctx: maria } = await buildSignedIn(ctx)
		expect(await getOwnEntry(maria)).toMatchObject({ entry: null, consents: false })
		await saveOwnEntry(maria, { ...entry(), version: 0, consent: false })
		const { entry: made } = await getOwnEntry(maria)
		expect(made).toMatchObject({ name: 'Мария Примерова', latin: 'Maria Primerova', version: 2, isExpert: false })
		expect(await outcome(saveOwnEntry(maria, { ...entry(), version: 1, consent: false }))).toBe('error.stale')
		await saveOwnEntry(maria, { ...entry({ latin: 'Marie Primerova' }), version: 2, consent: false })
		expect((await getOwnEntry(maria)).entry).toMatchObject({ latin: 'Marie Primerova', version: 3 })
		expect(await indexed(ctx)).toEqual([])
		expect(await outcome(saveOwnEntry(as(ctx, null), { ...entry(), version: 0, consent: false }))).toBe(403)
		expect(await outcome(saveOwnEntry(as(ctx, actor(['auditor'])), { ...entry(), version: 0, consent: false }))).toBe(403)
	})

	test('shows an expert only while they agree', async ({ ctx }) => {
		const { ctx: maria } = await buildSignedIn(ctx)
		const expert = { ...entry({ isExpert: true }), version: 0 }
		expect(await outcome(saveOwnEntry(maria, { ...expert, consent: false }))).toBe('error.network.consent')
		expect((await getOwnEntry(maria)).entry).toBeNull()
		await saveOwnEntry(maria, { ...expert, consent: true })
		const { entry: made, consents } = await getOwnEntry(maria)
		expect(consents).toBe(true)
		expect(await indexed(ctx)).toEqual([made!.id])
		await withdrawConsent(maria, 'directory')
		expect(await indexed(ctx)).toEqual([])
		expect((await networkSource.list(ctx, 'e:')).items).toEqual([])
		await giveConsent(maria, 'directory', 'test')
		expect(await indexed(ctx)).toEqual([made!.id])
	})
})

describe('people the staff keep', () => {
	test('are added, corrected, hidden and shown; an expert without account needs a day they agreed', async ({ ctx }) => {
		const officer = await buildOfficer(ctx)
		expect(await outcome(addPerson(officer, person({ isExpert: true })))).toBe('error.network.consented_on')
		expect(await outcome(addPerson(officer, person({ isExpert: true, consentedOn: '2027-03-02' })))).toBe(
			'error.network.day_to_come'
		)
		const id = await addPerson(officer, person({ isExpert: true, consentedOn: '2027-02-01', email: 'm@example.org' }))
		expect(await getPerson(officer, id)).toMatchObject({ isShown: true, email: 'm@example.org' })
		expect(await getPerson(as(ctx, actor(['auditor'])), id)).toMatchObject({ email: null, can: { correct: false } })
		expect(await indexed(ctx)).toEqual([id])

		await hidePerson(officer, id)
		expect(await outcome(hidePerson(officer, id))).toBe('error.network.status')
		expect(await indexed(ctx)).toEqual([])
		await showPerson(officer, id)
		await correctPerson(officer, id, { ...person({ name: 'Жана Нова' }), version: 1 })
		expect(await outcome(correctPerson(officer, id, { ...person(), version: 1 }))).toBe('error.stale')
		expect((await listEntries(officer, { q: 'jana' })).people).toMatchObject([{ id, latin: 'Zhana Nova' }])
		expect(await indexed(ctx)).toEqual([])
		expect((await trail(ctx, `person:${id}`)).map(({ action }) => action)).toEqual([
			'person.added',
			'person.hidden',
			'person.shown',
			'person.corrected'
		])
		const stranger = (await buildSignedIn(ctx)).ctx
		for (const tried of [addPerson(stranger, person()), hidePerson(stranger, id), getPerson(stranger, id), listEntries(stranger)])
			expect(await outcome(tried)).toBe(403)
	})
})

test('erasing an account leaves its posts without a name, and its export holds them before', async ({ ctx }) => {
	const id = await buildOrganisation(ctx)
	const lead = await buildStanding(ctx, id, 'lead', 'Ивана Единствена')
	const other = await buildStanding(ctx, id, 'lead', 'Друга Остава')
	expect(await networkEntry.export(lead.ctx, lead.accountId)).toMatchObject({
		entry: { name: 'Ивана Единствена' },
		memberships: [{ role: 'lead' }],
		claims: []
	})
	await networkEntry.erase(lead.ctx, { id: lead.accountId, email: lead.email })
	const left = await ctx.db
		.selectFrom('person')
		.select(['name', 'accountId', 'keys', 'status'])
		.where('id', '=', lead.personId)
		.execute()
	expect(left).toEqual([{ name: '—', accountId: null, keys: [], status: 'hidden' }])
	const posts = await ctx.db
		.selectFrom('membership')
		.select(['personId', 'until', 'function'])
		.orderBy('createdAt')
		.orderBy('id')
		.execute()
	expect(posts).toEqual([
		{ personId: lead.personId, until: '2027-03-01', function: {} },
		{ personId: other.personId, until: null, function: { bg: 'експерт' } }
	])
})

test('the demo is loaded once, in both scripts, with its leads', async ({ ctx }) => {
	await loadDemoAccounts(ctx)
	await loadDemoNetwork(ctx)
	const count = async (table: 'organisation' | 'person' | 'membership' | 'organisationLink') =>
		(
			await ctx.db
				.selectFrom(table)
				.select((eb) => eb.fn.countAll<number>().as('n'))
				.executeTakeFirstOrThrow()
		).n
	const counts = async () => [
		await count('organisation'),
		await count('person'),
		await count('membership'),
		await count('organisationLink')
	]
	const first = await counts()
	expect(first).toEqual([31, 14, 14, 6])
	await loadDemoNetwork(ctx)
	expect(await counts()).toEqual(first)
	expect(await indexed(ctx)).toHaveLength(10)
})
