import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { Actor, Ctx } from '#platform/ctx'
import { RuleBroken } from '#platform/errors'
import { listingRules } from '#programme/listing-rules'
import { buildSignedIn } from '#test/accounts'
import { countingQueries } from '#test/queries'
import { actor, as, contextOn, NOW, ownDatabase, queued, test, trail } from '#test/support'
import { authoredListings } from './authors.server.ts'
import { countBoard, getPublicListing, listBoard, listingsOfOrganisation } from './board.server.ts'
import { expireListings } from './expiry.server.ts'
import { exchangeSource } from './indexing.server.ts'
import { movedListings } from './listing-merge.server.ts'
import {
	closeListing,
	correctListing,
	draftListing,
	getOwnListing,
	listingHistory,
	listOwnListings,
	organisationsToSpeakFor,
	renewListing,
	submitListing
} from './listings.server.ts'
import {
	countSubmitted,
	getOfficeListing,
	listListings,
	listSubmitted,
	publishListing,
	returnListing
} from './moderation.server.ts'
import { correctForm, draftForm, type ListingInput } from './schema.ts'

const DAY = 86_400_000
const later = (ctx: Ctx, days: number): Ctx => ({ ...ctx, now: new Date(NOW.getTime() + days * DAY) })
const officer = actor(['officer'])

const input = (over: Partial<ListingInput> = {}): ListingInput => ({
	title: { fr: 'Cherchons une commune qui gère son eau', bg: 'Търсим община, която стопанисва водата си' },
	text: { fr: 'Visite de trois jours pour quatre agents.', bg: 'Тридневно посещение за четирима служители.' },
	themes: ['water'],
	kinds: ['study-visit-guest'],
	territory: 'VTR28',
	periodFrom: null,
	periodUntil: null,
	languages: ['bg', 'fr'],
	anonymous: false,
	...over
})

async function organisation(ctx: Ctx, over: { status?: string; name?: string; country?: string } = {}) {
	const id = uuidv7()
	await ctx.db
		.insertInto('organisation')
		.values({
			id,
			reference: `R${id.slice(-10)}`,
			kind: 'local-authority',
			country: over.country ?? 'BG',
			name: JSON.stringify({ bg: over.name ?? 'Община Дунавград' }),
			latin: 'Obshtina Dunavgrad',
			territory: 'VTR28',
			place: 'Свищов',
			status: over.status ?? 'listed',
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	return id
}

/** An account that stands in the organisation. */
async function standing(ctx: Ctx, organisationId: string, role: 'lead' | 'member' = 'lead') {
	const signedIn = await buildSignedIn(ctx)
	const personId = uuidv7()
	await ctx.db
		.insertInto('person')
		.values({
			id: personId,
			accountId: signedIn.accountId,
			name: 'Зорница Примерова',
			status: 'listed',
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	await ctx.db.insertInto('membership').values({ id: uuidv7(), personId, organisationId, role, createdAt: NOW }).execute()
	return signedIn
}

const rowOf = (ctx: Ctx, id: string) => ctx.db.selectFrom('listing').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const found = (ctx: Ctx) => ctx.db.selectFrom('searchItem').selectAll().where('kind', 'in', ['offer', 'need']).execute()
const mails = (ctx: Ctx) =>
	ctx.db.selectFrom('mail').select(['toAddress', 'kind', 'locale', 'subject', 'text']).orderBy('id').execute()
const broken = (key: string, field: string | null = null) => expect.objectContaining({ key, field })

type Setting = { ctx: Ctx; lead: Awaited<ReturnType<typeof standing>>; organisationId: string }
async function setting(ctx: Ctx): Promise<Setting> {
	const organisationId = await organisation(ctx)
	// Who published is a column: the officer must be an account.
	await ctx.db
		.insertInto('account')
		.values({ id: officer.accountId, email: officer.email, createdAt: NOW, updatedAt: NOW })
		.execute()
	return { ctx, organisationId, lead: await standing(ctx, organisationId) }
}
const draft = ({ lead, organisationId }: Setting, over: Partial<ListingInput> = {}, side: 'offer' | 'need' = 'need') =>
	draftListing(lead.ctx, { ...input(over), side, organisation: organisationId })
async function published(set: Setting, over: Partial<ListingInput> = {}, side: 'offer' | 'need' = 'need') {
	const id = await draft(set, over, side)
	await submitListing(set.lead.ctx, id)
	await publishListing(as(set.ctx, officer), id, { version: (await rowOf(set.ctx, id)).version })
	return id
}

describe('drafting', () => {
	test('keeps a title alone, with a reference of its side, seen by its organisation and the office only', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await draft(set, { text: {}, themes: [], kinds: [] })
		expect(await rowOf(ctx, id)).toMatchObject({
			reference: '2027-NEE-00001',
			side: 'need',
			country: 'BG',
			accountId: set.lead.accountId,
			status: 'draft',
			version: 1
		})
		expect(await rowOf(ctx, await draft(set, {}, 'offer'))).toMatchObject({ reference: '2027-OFF-00001' })
		expect(await trail(ctx, `listing:${id}`)).toEqual([
			{ action: 'listing.drafted', actorId: set.lead.accountId, data: { side: 'need', organisation: set.organisationId } }
		])
		expect((await getOwnListing(set.lead.ctx, id)).missing.map(({ field }) => field)).toEqual(['text', 'themes', 'kinds'])
		expect(await getOfficeListing(as(ctx, actor(['auditor'])), id)).toMatchObject({
			can: { publish: false, return: false, edit: false, close: false }
		})
		const stranger = await buildSignedIn(ctx)
		for (const other of [as(ctx, null), stranger.ctx])
			await expect(getOwnListing(other, id)).rejects.toMatchObject({ status: 404 })
		await expect(getPublicListing(as(ctx, officer), id)).rejects.toMatchObject({ status: 404 })
		expect(await listOwnListings(stranger.ctx)).toEqual([])
		expect((await listOwnListings(set.lead.ctx)).map((each) => each.id)).toContain(id)
		expect((await organisationsToSpeakFor(set.lead.ctx)).map((each) => each.id)).toEqual([set.organisationId])
	})

	test('is for those who stand in the organisation, and only while that may speak', async ({ ctx }) => {
		const set = await setting(ctx)
		const stranger = await buildSignedIn(ctx)
		const asked = { ...input(), side: 'need' as const, organisation: set.organisationId }
		await expect(draftListing(stranger.ctx, asked)).rejects.toMatchObject({ status: 403 })
		await expect(draftListing(as(ctx, actor(['auditor', 'officer'])), asked)).rejects.toMatchObject({ status: 403 })
		await ctx.db.updateTable('organisation').set({ status: 'hidden' }).where('id', '=', set.organisationId).execute()
		await expect(draftListing(set.lead.ctx, asked)).rejects.toThrow(RuleBroken)
		expect(await ctx.db.selectFrom('listing').select('id').execute()).toEqual([])
	})

	test('stops at sixty open ones', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await draft(set)
		const { id: _, reference: __, ...row } = await rowOf(ctx, id)
		await ctx.db
			.insertInto('listing')
			.values(
				Array.from({ length: 59 }, (_, i) => ({
					...row,
					id: uuidv7(),
					reference: `2027-NEE-1${i}`,
					title: JSON.stringify(row.title),
					text: JSON.stringify(row.text)
				}))
			)
			.execute()
		await expect(draft(set)).rejects.toEqual(broken('error.listing.too_many', 'organisation'))
		await closeListing(set.lead.ctx, id, { reason: '' })
		await draft(set)
	})
})

describe('submitting', () => {
	test('is the lead’s, once, and asks for what is missing', async ({ ctx }) => {
		const set = await setting(ctx)
		const member = await standing(ctx, set.organisationId, 'member')
		const id = await draft(set, { text: {} })
		await expect(submitListing(set.lead.ctx, id)).rejects.toEqual(broken('error.listing.text', 'text'))
		await correctListing(member.ctx, id, { ...input(), version: 1 })
		await expect(submitListing(member.ctx, id)).rejects.toMatchObject({ status: 403 })
		await expect(submitListing((await buildSignedIn(ctx)).ctx, id)).rejects.toMatchObject({ status: 404 })
		await submitListing(set.lead.ctx, id)
		await expect(submitListing(set.lead.ctx, id)).rejects.toEqual(broken('error.listing.not_a_draft'))
		expect(await rowOf(ctx, id)).toMatchObject({ status: 'submitted', submittedAt: NOW })
		expect(await countSubmitted(as(ctx, officer))).toEqual({ count: 1, since: NOW })
		expect((await listSubmitted(as(ctx, officer))).map((each) => each.id)).toEqual([id])
		expect(await found(ctx)).toEqual([])
	})

	test('six at once submit once', async () => {
		await using own = await ownDatabase()
		const set = await setting(contextOn(own.db))
		const id = await draft(set)
		const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => submitListing(set.lead.ctx, id)))
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect((await trail(set.ctx, `listing:${id}`)).filter(({ action }) => action === 'listing.submitted')).toHaveLength(1)
	})
})

describe('moderation', () => {
	test('publishes what was read: on the board, in the search, in the feed of its organisation, and says so by mail', async ({
		ctx
	}) => {
		const set = await setting(ctx)
		const id = await published(set)
		const expiresAt = new Date(NOW.getTime() + listingRules.validDays * DAY)
		expect(await rowOf(ctx, id)).toMatchObject({
			status: 'published',
			publishedAt: NOW,
			publishedBy: officer.accountId,
			expiresAt
		})
		expect((await listBoard(as(ctx, null))).listings).toMatchObject([{ id, organisation: { id: set.organisationId } }])
		expect(await listingsOfOrganisation(as(ctx, null), set.organisationId)).toHaveLength(1)
		expect(await countBoard(as(ctx, null))).toEqual({ offers: 0, needs: 1 })
		expect(await found(ctx)).toMatchObject([
			{ kind: 'need', id, path: `/exchange/${id}`, themes: ['water'], territories: ['VTR28'] }
		])
		expect(await mails(ctx)).toMatchObject([
			{
				toAddress: set.lead.email,
				kind: 'exchange.listing-published',
				locale: 'bg',
				subject: expect.stringContaining('Търсим община')
			}
		])
		expect(await queued(ctx, 'mail.deliver')).toHaveLength(1)
		await expect(publishListing(as(ctx, officer), id, { version: 3 })).rejects.toEqual(broken('error.listing.not_submitted'))
		const actions = (await listingHistory(set.lead.ctx, id)).map(({ action }) => action)
		expect(actions).toEqual(['listing.published', 'listing.submitted', 'listing.drafted'])
		await expect(listingHistory((await buildSignedIn(ctx)).ctx, id)).rejects.toMatchObject({ status: 403 })
	})

	test('is for staff; an auditor reads and decides nothing', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await draft(set)
		await submitListing(set.lead.ctx, id)
		const { version } = await rowOf(ctx, id)
		for (const who of [set.lead.actor, actor(['auditor']), actor(['evaluator']), null] satisfies (Actor | null)[]) {
			await expect(publishListing(as(ctx, who), id, { version })).rejects.toMatchObject({ status: 403 })
			await expect(returnListing(as(ctx, who), id, { version, reason: 'x' })).rejects.toMatchObject({ status: 403 })
		}
		for (const who of [set.lead.actor, null]) {
			await expect(listListings(as(ctx, who))).rejects.toMatchObject({ status: 403 })
			await expect(listSubmitted(as(ctx, who))).rejects.toMatchObject({ status: 403 })
			await expect(getOfficeListing(as(ctx, who), id)).rejects.toMatchObject({ status: 403 })
		}
		expect((await listListings(as(ctx, actor(['auditor'])), { status: 'submitted', q: 'gère' })).listings).toHaveLength(1)
		expect((await listListings(as(ctx, officer), { side: 'offer' })).listings).toEqual([])
	})

	test('publishes only the text that was read, of an organisation that is listed', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await draft(set)
		await submitListing(set.lead.ctx, id)
		const { version } = await rowOf(ctx, id)
		await expect(publishListing(as(ctx, officer), id, { version: version - 1 })).rejects.toEqual(broken('error.stale'))
		await ctx.db.updateTable('organisation').set({ status: 'proposed' }).where('id', '=', set.organisationId).execute()
		await expect(publishListing(as(ctx, officer), id, { version })).rejects.toEqual(
			broken('error.listing.organisation_not_listed')
		)
		expect(await found(ctx)).toEqual([])
	})

	test('returns with a reason that the organisation reads, and takes back what stood on the board', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await published(set)
		const { version } = await rowOf(ctx, id)
		await returnListing(as(ctx, officer), id, { version, reason: 'Précisez la période.' })
		expect(await rowOf(ctx, id)).toMatchObject({ status: 'returned', reason: 'Précisez la période.' })
		expect((await listBoard(ctx)).listings).toEqual([])
		expect(await found(ctx)).toEqual([])
		expect((await mails(ctx)).at(-1)).toMatchObject({
			kind: 'exchange.listing-returned',
			text: expect.stringContaining('Précisez')
		})
		await submitListing(set.lead.ctx, id)
		expect(await rowOf(ctx, id)).toMatchObject({ status: 'submitted', reason: null })
	})
})

describe('correcting', () => {
	test('a published text is read again, its other fields are not; it keeps its days', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await published(set)
		const { version, expiresAt } = await rowOf(ctx, id)
		expect(await correctListing(set.lead.ctx, id, { ...input({ territory: 'BG331' }), version })).toBe('published')
		expect(await found(ctx)).toMatchObject([{ territories: ['BG331'] }])
		const text = { fr: 'Un autre texte.' }
		const member = await standing(ctx, set.organisationId, 'member')
		await expect(correctListing(member.ctx, id, { ...input({ text }), version: version + 1 })).rejects.toEqual(
			broken('error.listing.lead_only')
		)
		await expect(correctListing(set.lead.ctx, id, { ...input({ text }), version })).rejects.toEqual(broken('error.stale'))
		await expect(correctListing(set.lead.ctx, id, { ...input({ kinds: [] }), version: version + 1 })).rejects.toEqual(
			broken('error.listing.kind', 'kinds')
		)
		expect(await correctListing(set.lead.ctx, id, { ...input({ text }), version: version + 1 })).toBe('submitted')
		expect((await listBoard(ctx)).listings).toEqual([])
		expect(await found(ctx)).toEqual([])
		await expect(correctListing(set.lead.ctx, id, { ...input(), version: version + 2 })).rejects.toEqual(
			broken('error.listing.not_editable')
		)
		const again = later(ctx, 30)
		await publishListing(as(again, officer), id, { version: version + 2 })
		expect(await rowOf(ctx, id)).toMatchObject({ publishedAt: NOW, expiresAt })
	})

	test('staff correct in place; the same again changes nothing', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await published(set)
		const { version } = await rowOf(ctx, id)
		expect(await correctListing(as(ctx, officer), id, { ...input({ title: { fr: 'Titre corrigé' } }), version })).toBe(
			'published'
		)
		expect(await found(ctx)).toMatchObject([{ title: { fr: 'Titre corrigé' } }])
		await correctListing(as(ctx, officer), id, { ...input({ title: { fr: 'Titre corrigé' } }), version: version + 1 })
		expect((await rowOf(ctx, id)).version).toBe(version + 1)
		await expect(correctListing((await buildSignedIn(ctx)).ctx, id, { ...input(), version: version + 1 })).rejects.toMatchObject({
			status: 403
		})
	})
})

describe('its end', () => {
	test('is announced once, comes on its day, and can be put off', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await published(set)
		await expect(renewListing(set.lead.ctx, id)).rejects.toEqual(broken('error.listing.not_renewable'))
		expect(await expireListings(later(ctx, listingRules.validDays - listingRules.reminderDays - 1))).toEqual({
			reminded: 0,
			expired: 0
		})
		const near = later(ctx, listingRules.validDays - listingRules.reminderDays)
		expect(await expireListings(near)).toEqual({ reminded: 1, expired: 0 })
		expect(await expireListings(near)).toEqual({ reminded: 0, expired: 0 })
		expect((await mails(ctx)).at(-1)).toMatchObject({
			kind: 'exchange.listing-running-out',
			text: expect.stringContaining(`/bg/workspace/listings/${id}/renew`)
		})

		const end = later(ctx, listingRules.validDays)
		// Before the job has come to it, too.
		expect((await listBoard(end)).listings).toEqual([])
		await expect(getPublicListing(end, id)).rejects.toMatchObject({ status: 404 })
		expect(await expireListings(end)).toEqual({ reminded: 0, expired: 1 })
		expect(await expireListings(end)).toEqual({ reminded: 0, expired: 0 })
		expect(await rowOf(ctx, id)).toMatchObject({ status: 'expired' })
		expect(await found(ctx)).toEqual([])
		expect((await mails(ctx)).map(({ kind }) => kind)).toEqual([
			'exchange.listing-published',
			'exchange.listing-running-out',
			'exchange.listing-expired'
		])

		await expect(renewListing({ ...set.lead.ctx, now: later(ctx, 400).now }, id)).rejects.toThrow(RuleBroken)
		const member = await standing(ctx, set.organisationId, 'member')
		await expect(renewListing({ ...member.ctx, now: end.now }, id)).rejects.toMatchObject({ status: 403 })
		await renewListing({ ...set.lead.ctx, now: end.now }, id)
		expect(await rowOf(ctx, id)).toMatchObject({
			status: 'published',
			renewed: 1,
			remindedAt: null,
			expiresAt: later(ctx, 2 * listingRules.validDays).now
		})
		expect((await listBoard(end)).listings).toHaveLength(1)
		expect(await found(ctx)).toHaveLength(1)
	})

	test('comes at once when it is closed; staff say why', async ({ ctx }) => {
		const set = await setting(ctx)
		const one = await published(set)
		const other = await published(set, { title: { fr: 'Autre' } })
		await closeListing(set.lead.ctx, one, { reason: '' })
		await expect(closeListing(set.lead.ctx, one, { reason: '' })).rejects.toEqual(broken('error.listing.closed'))
		await expect(closeListing(as(ctx, officer), other, { reason: '' })).rejects.toEqual(broken('error.listing.reason', 'reason'))
		await closeListing(as(ctx, officer), other, { reason: 'Publicité.' })
		expect(await found(ctx)).toEqual([])
		expect((await listBoard(ctx)).listings).toEqual([])
		expect((await mails(ctx)).filter(({ kind }) => kind === 'exchange.listing-closed')).toMatchObject([
			{ text: expect.stringContaining('Publicité.') }
		])
		await expect(closeListing((await buildSignedIn(ctx)).ctx, other, { reason: '' })).rejects.toMatchObject({ status: 404 })
	})

	test('nobody who has left is written to', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await published(set)
		const successor = await standing(ctx, set.organisationId)
		await ctx.db
			.updateTable('membership')
			.set({ until: '2027-03-01' })
			.where('personId', 'in', (eb) => eb.selectFrom('person').select('id').where('accountId', '=', set.lead.accountId))
			.execute()
		await expireListings(later(ctx, listingRules.validDays))
		expect((await mails(ctx)).filter(({ kind }) => kind === 'exchange.listing-expired')).toMatchObject([
			{ toAddress: successor.email }
		])
		await expect(getOwnListing(set.lead.ctx, id)).rejects.toMatchObject({ status: 404 })
	})
})

describe('the board', () => {
	test('is narrowed by every filter, and paged', async ({ ctx }) => {
		const set = await setting(ctx)
		const need = await published(set)
		const offer = await published(
			set,
			{
				title: { fr: 'Formation au tri' },
				text: { fr: 'Deux jours.' },
				themes: ['waste'],
				kinds: ['training'],
				territory: null,
				languages: ['en']
			},
			'offer'
		)
		const ids = async (filters: Parameters<typeof listBoard>[1]) => (await listBoard(ctx, filters)).listings.map(({ id }) => id)
		expect(await ids({})).toEqual([offer, need])
		expect(await ids({ side: 'need' })).toEqual([need])
		expect(await ids({ theme: 'waste' })).toEqual([offer])
		expect(await ids({ kind: 'training' })).toEqual([offer])
		expect(await ids({ language: 'fr' })).toEqual([need])
		expect(await ids({ country: 'FR' })).toEqual([])
		// The municipality, the oblast, the region and the country it lies in; not the neighbour.
		for (const territory of ['VTR28', 'BG321', 'BG32', 'BG']) expect(await ids({ territory })).toEqual([need])
		expect(await ids({ territory: 'BG33' })).toEqual([])
		expect(await ids({ q: 'община стопанисва' })).toEqual([need])
		expect(await ids({ q: 'formation tri' })).toEqual([offer])
		expect(await ids({ q: 'nothing like this' })).toEqual([])
		expect(await ids({ q: '!!' })).toEqual([offer, need])
		const first = await listBoard(ctx, {}, { limit: 1 })
		expect(first).toMatchObject({ listings: [{ id: offer }], next: offer })
		expect(await listBoard(ctx, {}, { limit: 1, after: first.next })).toMatchObject({ listings: [{ id: need }], next: null })
	})

	test('leaves out an organisation that is no longer listed, and the index made anew does too', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await published(set)
		expect((await exchangeSource.list(ctx, null)).items.map((item) => item.id)).toEqual([id])
		await ctx.db.updateTable('organisation').set({ status: 'hidden' }).where('id', '=', set.organisationId).execute()
		expect((await listBoard(ctx)).listings).toEqual([])
		await expect(getPublicListing(ctx, id)).rejects.toMatchObject({ status: 404 })
		expect(await exchangeSource.list(ctx, null)).toEqual({ items: [], next: null })
	})

	test('costs the same for one and for three', async ({ ctx }) => {
		const set = await setting(ctx)
		await published(set)
		const counted = async () => {
			const asked = countingQueries(ctx)
			await listBoard(asked.ctx)
			return asked.count()
		}
		const one = await counted()
		await published(set, { title: { fr: 'Deux' } })
		await published(set, { title: { fr: 'Trois' } })
		expect(await counted()).toBe(one)
		expect(one).toBe(2)
	})
})

describe('an anonymous one', () => {
	test('says its kind of organisation, its country and its region, and nothing else, wherever it is read', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await published(set, { anonymous: true })
		const shown = await getPublicListing(as(ctx, null), id)
		expect(shown).toMatchObject({ organisation: null, organisationKind: 'local-authority', country: 'BG', territory: 'BG32' })
		const everywhere = JSON.stringify([shown, await listBoard(ctx), await found(ctx), await exchangeSource.list(ctx, null)])
		for (const secret of [
			set.organisationId,
			'Дунавград',
			'Dunavgrad',
			'dunavgrad',
			'Свищов',
			'VTR28',
			'BG321',
			set.lead.accountId
		])
			expect(everywhere).not.toContain(secret)
		expect(await listingsOfOrganisation(ctx, set.organisationId)).toEqual([])
	})

	test('is not found by its municipality, its oblast or its name', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await published(set, { anonymous: true })
		const ids = async (filters: Parameters<typeof listBoard>[1]) =>
			(await listBoard(ctx, filters)).listings.map((each) => each.id)
		for (const territory of ['BG32', 'BG']) expect(await ids({ territory })).toEqual([id])
		for (const territory of ['VTR28', 'BG321', 'BG331']) expect(await ids({ territory })).toEqual([])
		expect(await ids({ q: 'Дунавград' })).toEqual([])
		expect(await ids({ q: 'Dunavgrad' })).toEqual([])
	})

	test('leaves its name in the search no longer than it is public', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await published(set)
		const { version } = await rowOf(ctx, id)
		await correctListing(set.lead.ctx, id, { ...input({ anonymous: true }), version })
		expect(JSON.stringify(await found(ctx))).not.toMatch(/unavgrad|Дунавград|VTR28/)
	})
})

describe('people and organisations', () => {
	test('what somebody wrote is in their export; gone, it stays the organisation’s', async ({ ctx }) => {
		const set = await setting(ctx)
		const id = await draft(set)
		expect(await authoredListings.export(ctx, set.lead.accountId)).toMatchObject([
			{ reference: '2027-NEE-00001', status: 'draft' }
		])
		await authoredListings.erase(ctx, { id: set.lead.accountId, email: set.lead.email })
		expect(await rowOf(ctx, id)).toMatchObject({ accountId: null, status: 'draft' })
		expect(await authoredListings.export(ctx, set.lead.accountId)).toEqual([])
	})

	test('a merge takes the listings along, and its undoing brings exactly those back', async ({ ctx }) => {
		const set = await setting(ctx)
		const moved = await published(set)
		const kept = await organisation(ctx, { name: 'Commune', country: 'FR' })
		const other = { ...set, organisationId: kept, lead: await standing(ctx, kept) }
		const stays = await published(other)
		const data = await movedListings.move(ctx, { from: set.organisationId, to: kept })
		expect(await rowOf(ctx, moved)).toMatchObject({ organisationId: kept, country: 'FR' })
		expect((await found(ctx)).filter(({ countries }) => countries.includes('FR'))).toHaveLength(2)
		await movedListings.undo(ctx, data)
		expect(await rowOf(ctx, moved)).toMatchObject({ organisationId: set.organisationId, country: 'BG' })
		expect(await rowOf(ctx, stays)).toMatchObject({ organisationId: kept })
	})
})

describe('the form', () => {
	const errors = (values: Record<string, unknown>) => {
		const parsed = correctForm.safeParse({ 'title.fr': 'T', version: '1', ...values })
		return parsed.success ? parsed.data : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
	}

	test('takes what people type', () => {
		expect(
			errors({ 'title.bg': '  Търсим\n вода ', kinds: 'training', themes: ['water', 'waste'], territory: '', anonymous: 'yes' })
		).toEqual({
			title: { fr: 'T', bg: 'Търсим вода' },
			text: {},
			themes: ['water', 'waste'],
			kinds: ['training'],
			territory: null,
			periodFrom: null,
			periodUntil: null,
			languages: [],
			anonymous: true,
			version: 1
		})
	})

	test('names what is wrong, field by field', () => {
		expect(errors({ 'title.fr': ' ' })).toEqual(['title: error.one_language'])
		expect(errors({ 'title.fr': 'x'.repeat(161) })).toEqual(['title.fr: error.too_long'])
		expect(errors({ kinds: 'x', themes: 'y', territory: 'ZZ', languages: 'xx', periodFrom: 'soon' })).toHaveLength(5)
		expect(errors({ periodFrom: '2027-05-01', periodUntil: '2027-04-01' })).toEqual(['periodUntil: error.listing.period'])
		expect(errors({ version: 'x' })).toHaveLength(1)
		const themes = ['water', 'waste', 'sanitation', 'mobility', 'tourism', 'heritage', 'housing', 'sport', 'youth']
		expect(errors({ themes })).toEqual(['themes: error.listing.themes'])
		expect(draftForm.safeParse({ 'title.fr': 'T', side: 'x', organisation: 'y' }).error?.issues).toHaveLength(2)
	})
})
