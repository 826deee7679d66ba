import { describe, expect } from 'vitest'
import { createAccount } from '#modules/identity/accounts.server'
import { beginProject } from '#modules/projects/projects.server'
import type { Ctx } from '#platform/ctx'
import { buildEvent } from '#test/events'
import { readPdf } from '#test/pdf'
import { buildOfficer } from '#test/network'
import { actor, as, contextOn, NOW, ownDatabase, queued, test, trail } from '#test/support'
import { recordScans } from './attendance.server.ts'
import { certificatePdf, invitationLetterPdf } from './papers.server.ts'
import { issueCertificates } from './certificates.server.ts'
import { halfDaysOf } from './half-days.ts'
import { ownRegistration } from './registrations.server.ts'
import { chooseQuestions, fillSecondForm } from './second-forms.server.ts'
import { addCommitment, listCommitments, makeOfCommitment, removeCommitment, settleCommitment } from './commitments.server.ts'
import { addCost, listCosts, recordCost, removeCost } from './costs.server.ts'
import { writeDebrief } from './debriefs.server.ts'
import { correctEvent, getEvent, publishEvent } from './events.server.ts'
import { followCommitments } from './follow-ups.server.ts'
import { listOwnCommitments, reportCommitment } from './own-commitments.server.ts'
import { getMinutes, publicProceedings, publishMinutes, writeMinutes } from './minutes.server.ts'
import { ownRoadbookPdf, roadbookPdf } from './roadbook-paper.server.ts'
import { digestOf, tokenOf } from './registration-rows.server.ts'
import { getRoadbook, hasRoadbook, roadbookOf } from './roadbooks.server.ts'
import { addStop, correctStop, getItinerary, removeStop } from './stops.server.ts'
import type { StopInput, VisitRequest } from './visit-schema.ts'
import { beginVisitDelegation, changeDelegate, getDelegation, registerDelegate } from './delegations.server.ts'
import {
	acceptVisit,
	getOwnVisit,
	getVisit,
	listOwnVisits,
	planVisit,
	refuseVisit,
	requestVisit,
	shareRoadbook
} from './visits.server.ts'

const officer = actor(['officer'])
const editor = actor(['editor'])
const auditor = actor(['auditor'])

/** A listed organisation with a lead who has an account. */
async function guest(ctx: Ctx, name = 'Община Нови хан') {
	const email = `${Math.random().toString(36).slice(2)}@example.org`
	const accountId = await createAccount(ctx, { email, name: 'Мария', locale: 'bg' })
	const organisationId = crypto.randomUUID()
	const personId = crypto.randomUUID()
	await ctx.db
		.insertInto('organisation')
		.values({
			id: organisationId,
			reference: `ORG-${organisationId.slice(0, 8)}`,
			kind: 'municipality',
			country: 'BG',
			name: JSON.stringify({ bg: name }),
			sortKey: name,
			status: 'listed',
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	await ctx.db
		.insertInto('person')
		.values({
			id: personId,

			accountId,
			name: 'Мария',
			sortKey: 'мария',
			status: 'listed',
			createdAt: NOW,
			updatedAt: NOW
		})
		.execute()
	await ctx.db
		.insertInto('membership')
		.values({ id: crypto.randomUUID(), personId, organisationId, role: 'lead', createdAt: NOW })
		.execute()
	return { organisationId, email, lead: actor(['member'], { accountId, email, name: 'Мария', locale: 'bg' }) }
}

const request = (organisation: string): VisitRequest => ({
	organisation,
	service: 'cit',
	country: 'FR',
	title: { bg: 'Как работи една агломерация' },
	reform: { bg: 'Междуобщинско сътрудничество' },
	objectives: { bg: 'Да видим как се делят таксите', fr: 'Voir comment se partagent les taxes' },
	questions: {},
	themes: ['water'],
	wantedHosts: '',
	wantedDates: null,
	from: '2027-05-10',
	to: '2027-05-12'
})
const stop = (over: Partial<StopInput> = {}): StopInput => ({
	kind: 'meeting',
	title: { fr: 'Accueil à la métropole' },
	text: {},
	place: 'Lyon',
	address: null,
	host: null,
	contact: 'Mme Bernard',
	interpreter: 'I. Petrova',
	language: 'fr',
	starts: '2027-05-10T10:00',
	ends: '2027-05-10T11:00',
	zone: 'Europe/Paris',
	transport: null,
	...over
})

async function accepted(ctx: Ctx) {
	const asked = await guest(ctx)
	const id = await requestVisit(as(ctx, asked.lead), request(asked.organisationId))
	await acceptVisit(as(ctx, officer), id, { answer: '' })
	return { ...asked, id }
}

describe('asking for a visit', () => {
	test('makes a draft event of the service, which only the office and who asked read', async ({ ctx }) => {
		const { lead, organisationId } = await guest(ctx)
		const id = await requestVisit(as(ctx, lead), request(organisationId))
		expect(await getEvent(as(ctx, officer), id)).toMatchObject({ kind: 'study-visit', status: 'draft', zone: 'Europe/Paris' })
		expect(await getVisit(as(ctx, auditor), id)).toMatchObject({ status: 'asked', can: { answer: false } })
		expect((await listOwnVisits(as(ctx, lead))).map((visit) => visit.id)).toEqual([id])
		await expect(getOwnVisit(as(ctx, actor()), id)).rejects.toMatchObject({ status: 404 })
		expect(await listOwnVisits(as(ctx, actor()))).toEqual([])
		expect(await trail(ctx, `event:${id}`)).toMatchObject([{ action: 'visit.asked', actorId: lead.accountId }])
	})

	test('is for leads of a listed organisation, for days to come, and three at most wait', async ({ ctx }) => {
		const { lead, organisationId } = await guest(ctx)
		const asking = as(ctx, lead)
		await expect(requestVisit(as(ctx, actor()), request(organisationId))).rejects.toMatchObject({ status: 403 })
		await expect(requestVisit(asking, { ...request(organisationId), from: '2027-02-01' })).rejects.toMatchObject({
			field: 'from'
		})
		await expect(requestVisit(asking, { ...request(organisationId), to: '2027-05-01' })).rejects.toMatchObject({ field: 'to' })
		for (let i = 0; i < 3; i++) await requestVisit(asking, request(organisationId))
		await expect(requestVisit(asking, request(organisationId))).rejects.toMatchObject({ key: 'error.visit.too_many' })
	})

	test('is answered once, by who runs events, and who asked is written to', async ({ ctx }) => {
		const { lead, organisationId } = await guest(ctx)
		const id = await requestVisit(as(ctx, lead), request(organisationId))
		await expect(acceptVisit(as(ctx, editor), id, { answer: '' })).rejects.toMatchObject({ status: 403 })
		await refuseVisit(as(ctx, officer), id, { answer: 'Pas cette année.' })
		await expect(acceptVisit(as(ctx, officer), id, { answer: '' })).rejects.toMatchObject({ status: 409 })
		expect(await getOwnVisit(as(ctx, lead), id)).toMatchObject({ status: 'refused', answer: 'Pas cette année.', planned: false })
		const mails = await ctx.db.selectFrom('mail').select(['toAddress', 'kind', 'locale']).execute()
		expect(mails).toEqual([{ toAddress: lead.email, kind: 'events.visit-refused', locale: 'bg' }])
		expect(await queued(ctx, 'mail.deliver')).toHaveLength(1)
	})
})

describe('a visit the service sets up itself', () => {
	test('is worked on like one that was asked for', async ({ ctx }) => {
		const { organisationId } = await guest(ctx)
		const { eventId, asOfficer } = await buildEvent(ctx, { kind: 'study-visit' })
		await expect(addStop(asOfficer, eventId, stop())).rejects.toMatchObject({ status: 404 })
		await planVisit(asOfficer, eventId, { organisation: organisationId })
		expect(await getVisit(asOfficer, eventId)).toMatchObject({
			status: 'accepted',
			organisation: { id: organisationId },
			can: { answer: false, share: true }
		})
		await addStop(asOfficer, eventId, stop({ starts: '2027-03-27T10:00', ends: '2027-03-27T11:00' }))
		await shareRoadbook(asOfficer, eventId)
		expect((await getVisit(asOfficer, eventId))?.status).toBe('planned')
		expect(await ctx.db.selectFrom('mail').select('kind').where('kind', 'like', 'events.visit%').execute()).toEqual([])
		expect((await trail(ctx, `event:${eventId}`)).map(({ action }) => action)).toContain('visit.begun')
	})

	test('is begun once, for a study visit, by who runs it', async ({ ctx }) => {
		const { eventId, asOfficer } = await buildEvent(ctx, { kind: 'study-visit' })
		await expect(planVisit(as(ctx, editor), eventId, { organisation: null })).rejects.toMatchObject({ status: 403 })
		await expect(planVisit(asOfficer, eventId, { organisation: crypto.randomUUID() })).rejects.toMatchObject({
			field: 'organisation'
		})
		await planVisit(asOfficer, eventId, { organisation: null })
		await expect(planVisit(asOfficer, eventId, { organisation: null })).rejects.toMatchObject({ key: 'error.visit.begun' })
		const seminar = await buildEvent(ctx)
		await expect(planVisit(seminar.asOfficer, seminar.eventId, { organisation: null })).rejects.toMatchObject({
			key: 'error.event.not_editable'
		})
	})

	test('is begun once by two who ask at the same moment', async () => {
		await using database = await ownDatabase()
		const { eventId, asOfficer } = await buildEvent(contextOn(database.db), { kind: 'study-visit' })
		const asked = await Promise.allSettled([1, 2].map(() => planVisit(asOfficer, eventId, { organisation: null })))
		expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect(asked.find((one) => one.status === 'rejected')?.reason).toMatchObject({ key: 'error.visit.begun' })
	})
})

describe('the itinerary', () => {
	test('is written once the visit is taken on, and says what cannot be', async ({ ctx }) => {
		const { id } = await accepted(ctx)
		const writing = as(ctx, editor)
		const one = await addStop(writing, id, stop())
		const two = await addStop(writing, id, stop({ place: 'Villeurbanne', starts: '2027-05-10T11:05', ends: '2027-05-10T12:00' }))
		expect((await getItinerary(writing, id)).warnings).toEqual([{ kind: 'too-soon', one, other: two, minutes: 5 }])
		await correctStop(writing, id, two, stop({ starts: '2027-05-10T10:30', ends: '2027-05-10T12:00' }))
		expect((await getItinerary(writing, id)).warnings.map(({ kind }) => kind)).toEqual(['overlap', 'interpreter'])
		await removeStop(writing, id, two)
		await expect(removeStop(writing, id, two)).rejects.toMatchObject({ status: 404 })
		await expect(addStop(writing, id, stop({ ends: '2027-05-10T09:00' }))).rejects.toMatchObject({ field: 'ends' })
		await expect(addStop(as(ctx, auditor), id, stop())).rejects.toMatchObject({ status: 403 })
		await expect(addStop(as(ctx, actor()), id, stop())).rejects.toMatchObject({ status: 404 })
	})

	test('becomes the roadbook of those who travel, once shared', async ({ ctx }) => {
		const { id, lead } = await accepted(ctx)
		await expect(shareRoadbook(as(ctx, officer), id)).rejects.toMatchObject({ key: 'error.visit.no_stop' })
		await addStop(as(ctx, officer), id, stop())
		await addStop(as(ctx, officer), id, stop({ starts: '2027-05-11T10:00', ends: '2027-05-11T11:00' }))
		await expect(getRoadbook(as(ctx, lead), id)).rejects.toMatchObject({ status: 404 })
		await shareRoadbook(as(ctx, officer), id)
		expect((await getRoadbook(as(ctx, lead), id)).days.map(({ day }) => day)).toEqual(['2027-05-10', '2027-05-11'])
		await expect(getRoadbook(as(ctx, actor()), id)).rejects.toMatchObject({ status: 404 })
		const { lead: traveller } = await guest(ctx, 'Друга община')
		const place = { eventId: id, name: 'Пътник', locale: 'bg', status: 'accepted', registeredAt: NOW }
		await ctx.db
			.insertInto('registration')
			.values({ ...place, id: crypto.randomUUID(), reference: 'R1', accountId: traveller.accountId })
			.execute()
		expect((await getRoadbook(as(ctx, traveller), id)).delegate).toBe('Мария')
		const pdf = await roadbookPdf(as(ctx, lead), id)
		expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
	})

	test('of a reserved visit is kept from the other services, and read by who travels by their registration', async ({ ctx }) => {
		const { id } = await accepted(ctx)
		await addStop(as(ctx, officer), id, stop())
		await ctx.db.updateTable('event').set({ reserved: true }).where('id', '=', id).execute()
		const elsewhere = as(ctx, actor([{ service: 'ser', role: 'officer' }]))
		await expect(getRoadbook(elsewhere, id)).rejects.toMatchObject({ status: 404 })
		await expect(roadbookPdf(elsewhere, id)).rejects.toMatchObject({ status: 404 })
		expect((await getRoadbook(as(ctx, officer), id)).days).toHaveLength(1)

		const [traveller, waiting] = [crypto.randomUUID(), crypto.randomUUID()]
		for (const [registrationId, status] of [
			[traveller, 'accepted'],
			[waiting, 'waiting']
		] as const)
			await ctx.db
				.insertInto('registration')
				.values({
					...{
						id: registrationId,
						reference: `R-${status}`,
						eventId: id,
						name: 'Пътничка',
						locale: 'bg',
						status,
						registeredAt: NOW
					},
					tokenDigest: digestOf(tokenOf(registrationId))
				})
				.execute()
		await expect(roadbookOf(ctx, tokenOf(traveller))).rejects.toMatchObject({ status: 404 })
		expect(await hasRoadbook(ctx, tokenOf(traveller))).toBe(false)
		await shareRoadbook(as(ctx, officer), id)
		expect(await roadbookOf(ctx, tokenOf(traveller))).toMatchObject({ delegate: 'Пътничка', days: [{ day: '2027-05-10' }] })
		expect(await hasRoadbook(ctx, tokenOf(traveller))).toBe(true)
		const { runs } = readPdf(await ownRoadbookPdf(ctx, tokenOf(traveller)))
		expect(runs.map(({ text }) => text).join(' ')).toContain('Пътничка')
		await expect(roadbookOf(ctx, tokenOf(waiting))).rejects.toMatchObject({ status: 404 })
		await expect(ownRoadbookPdf(ctx, 'no-such-secret')).rejects.toMatchObject({ status: 404 })
		await ctx.db.updateTable('event').set({ status: 'cancelled' }).where('id', '=', id).execute()
		await expect(roadbookOf(ctx, tokenOf(traveller))).rejects.toMatchObject({ status: 404 })
	})
})

const delegate = { name: 'Делегат', organisation: '', function: 'кмет', listed: false, category: null, answers: {} }

describe('the delegation of a visit', () => {
	test('is registered by who asked once the visit is taken on, off the agenda, until it begins', async ({ ctx }) => {
		const { lead, organisationId } = await guest(ctx)
		const stored = { ...lead, accountId: await createAccount(ctx, { email: 'l@example.org', name: 'L', locale: 'bg' }) }
		const id = await requestVisit(as(ctx, lead), request(organisationId))
		await expect(beginVisitDelegation(as(ctx, lead), id)).rejects.toMatchObject({ key: 'error.registration.closed' })
		await acceptVisit(as(ctx, officer), id, { answer: '' })
		await expect(beginVisitDelegation(as(ctx, actor()), id)).rejects.toMatchObject({ status: 404 })
		await expect(beginVisitDelegation(as(ctx, stored), id)).rejects.toMatchObject({ status: 404 })
		const delegation = await beginVisitDelegation(as(ctx, lead), id)
		expect(await beginVisitDelegation(as(ctx, lead), id)).toBe(delegation)
		const member = await registerDelegate(as(ctx, lead), delegation, delegate)
		await changeDelegate(as(ctx, lead), delegation, member, { ...delegate, name: 'Друг', version: 1 })
		expect(await getDelegation(as(ctx, lead), delegation)).toMatchObject({
			name: 'Община Нови хан',
			members: [{ name: 'Друг', status: 'accepted' }],
			can: { register: true }
		})
		expect((await getOwnVisit(as(ctx, lead), id)).can).toEqual({ register: true })
		const begun = after(as(ctx, lead), '2027-05-10')
		await expect(registerDelegate(begun, delegation, delegate)).rejects.toMatchObject({ key: 'error.registration.closed' })
		expect((await trail(ctx, `delegation:${delegation}`)).map(({ action }) => action)).toEqual(['delegation.begun'])
	})
})

const after = (ctx: Ctx, day: string): Ctx => ({ ...ctx, now: new Date(`${day}T10:00:00Z`) })

describe('what comes of a visit', () => {
	test('is debriefed after it began, and its commitments are asked about at 3, 6 and 12 months', async ({ ctx }) => {
		const { id, lead } = await accepted(ctx)
		await expect(writeDebrief(as(ctx, officer), id, { debrief: { fr: 'Appris.' } })).rejects.toMatchObject({ status: 409 })
		const back = after(as(ctx, officer), '2027-05-20')
		await writeDebrief(back, id, { debrief: { fr: 'Appris.' } })
		await expect(
			addCommitment(back, id, { kind: 'action', text: 'Écrire', who: null, organisation: null, due: null })
		).rejects.toMatchObject({ field: 'who' })
		const done = await addCommitment(back, id, {
			kind: 'action',
			text: 'Envoyer la note',
			who: 'Lyon',
			organisation: null,
			due: '2027-06-01'
		})
		await addCommitment(back, id, {
			kind: 'action',
			text: 'Rédiger le règlement',
			who: 'La commune',
			organisation: null,
			due: '2027-07-01'
		})
		await addCommitment(back, id, { kind: 'lesson', text: 'Commencer petit', who: null, organisation: null, due: null })
		await settleCommitment(back, id, { id: done, note: null })
		await expect(settleCommitment(back, id, { id: done, note: null })).rejects.toMatchObject({ status: 409 })
		const before = (await ctx.db.selectFrom('mail').select('id').execute()).length
		const letters: number[] = []
		for (const day of ['2027-08-19', '2027-08-21', '2027-08-22', '2027-11-21', '2028-05-21', '2029-05-21'])
			letters.push((await followCommitments(after({ ...ctx, actor: null }, day))).letters)
		expect(letters).toEqual([0, 1, 0, 1, 1, 0])
		const mails = await ctx.db.selectFrom('mail').select(['toAddress', 'text']).orderBy('createdAt').execute()
		expect(mails).toHaveLength(before + 3)
		expect(mails.at(-1)).toMatchObject({ toAddress: lead.email })
		expect(mails.at(-1)!.text).toContain('Rédiger le règlement')
		expect(mails.at(-1)!.text).not.toContain('Envoyer la note')
	})

	test('becomes a project in one step, and the same one at the second asking', async ({ ctx }) => {
		const { id, organisationId } = await accepted(ctx)
		const writing = as(ctx, {
			...officer,
			accountId: await createAccount(ctx, { email: 'o@example.org', name: 'O', locale: 'fr' })
		})
		const commitment = await addCommitment(writing, id, {
			kind: 'action',
			text: 'Jumeler',
			who: 'Nous',
			organisation: null,
			due: null
		})
		const make: Parameters<typeof makeOfCommitment>[3] = async (ctx, { event, partners }) => {
			const project = await beginProject(ctx, {
				service: event.service,
				origin: `event:${event.id}`,
				title: event.title,
				partners: partners.map((organisationId) => ({ organisationId, role: 'partner' }))
			})
			return `project:${project}`
		}
		const became = await makeOfCommitment(writing, id, commitment, make)
		expect(await makeOfCommitment(writing, id, commitment, () => Promise.reject(new Error('twice')))).toBe(became)
		expect((await listCommitments(writing, id))[0]).toMatchObject({ became })
		const partners = await ctx.db.selectFrom('projectPartner').select('organisationId').execute()
		expect(partners).toEqual([{ organisationId }])
		await expect(makeOfCommitment(as(ctx, editor), id, commitment, make)).rejects.toMatchObject({ status: 403 })
	})

	test('loses a commitment written by mistake, once, and none that has become something', async ({ ctx }) => {
		const { id } = await accepted(ctx)
		const writing = as(ctx, officer)
		const input = { kind: 'lesson', text: 'Commencer petit', who: null, organisation: null, due: null } as const
		const [wrong, kept] = [await addCommitment(writing, id, input), await addCommitment(writing, id, input)]
		await expect(removeCommitment(as(ctx, auditor), id, wrong)).rejects.toMatchObject({ status: 403 })
		await expect(removeCommitment(as(ctx, null), id, wrong)).rejects.toMatchObject({ status: 404 })
		await removeCommitment(writing, id, wrong)
		await expect(removeCommitment(writing, id, wrong)).rejects.toMatchObject({ status: 404 })
		await ctx.db
			.updateTable('commitment')
			.set({ became: `project:${kept}` })
			.where('id', '=', kept)
			.execute()
		await expect(removeCommitment(writing, id, kept)).rejects.toMatchObject({ key: 'error.commitment.became' })
		expect((await listCommitments(writing, id)).map((each) => each.id)).toEqual([kept])
	})

	test('costs what was planned and what was paid, by who bears it', async ({ ctx }) => {
		const { id } = await accepted(ctx)
		const writing = as(ctx, officer)
		const line = await addCost(writing, id, { category: 'travel', label: null, payer: 'service', planned: 120_000, actual: null })
		await addCost(writing, id, { category: 'meals', label: 'Dîner', payer: 'host', planned: 30_000, actual: 28_050 })
		await recordCost(writing, id, { id: line, actual: 118_000 })
		expect(await listCosts(as(ctx, auditor), id)).toMatchObject({
			total: { planned: 150_000, actual: 146_050 },
			byPayer: [
				{ payer: 'service', planned: 120_000, actual: 118_000 },
				{ payer: 'host', planned: 30_000, actual: 28_050 }
			]
		})
		await expect(recordCost(as(ctx, editor), id, { id: line, actual: 1 })).rejects.toMatchObject({ status: 403 })
		await expect(removeCost(as(ctx, editor), id, line)).rejects.toMatchObject({ status: 403 })
		const other = await accepted(ctx)
		await expect(removeCost(writing, other.id, line)).rejects.toMatchObject({ status: 404 })
		await removeCost(writing, id, line)
		await expect(removeCost(writing, id, line)).rejects.toMatchObject({ status: 404 })
		expect((await listCosts(writing, id)).total).toEqual({ planned: 30_000, actual: 28_050 })
	})

	test('has minutes that are public once published', async ({ ctx }) => {
		const { id } = await accepted(ctx)
		const writing = as(ctx, officer)
		const event = await getEvent(writing, id)
		const { services, priorities, themes, territory, address, lat, lon, onlineUrl, interpretation, title, zone } = event
		await correctEvent(writing, id, {
			...{ services, priorities, themes, territory, address, lat, lon, onlineUrl, title, zone },
			interpretation: interpretation as [],
			languages: ['fr'],
			kind: 'study-visit',
			service: 'cit',
			summary: { fr: 'Trois jours' },
			text: {},
			place: { fr: 'Lyon' },
			format: 'place',
			registration: 'none',
			opens: null,
			closes: null,
			attendeesPublic: false,
			starts: '2027-05-10T09:00',
			ends: '2027-05-12T18:00',
			version: event.version
		})
		await publishEvent(writing, id, { version: event.version + 1 })
		await writeMinutes(writing, id, { version: null, text: { fr: 'Décidé.' } })
		await expect(writeMinutes(writing, id, { version: null, text: { fr: 'Autre.' } })).rejects.toMatchObject({
			key: 'error.stale'
		})
		await expect(publishMinutes(writing, id)).rejects.toMatchObject({ key: 'error.visit.not_begun' })
		expect((await publicProceedings(ctx, id)).text).toBeNull()
		const back = after(writing, '2027-05-20')
		expect((await getMinutes(back, id)).can.publish).toBe(true)
		await publishMinutes(back, id)
		await expect(publishMinutes(back, id)).rejects.toMatchObject({ status: 409 })
		expect((await publicProceedings({ ...ctx, actor: null }, id)).text).toEqual({ fr: 'Décidé.' })
	})

	test('has for each member the link to their answers, letter and certificate, on no agenda', async ({ ctx }) => {
		const { lead, organisationId } = await guest(ctx)
		const id = await requestVisit(as(ctx, lead), request(organisationId))
		await acceptVisit(as(ctx, officer), id, { answer: '' })
		await chooseQuestions(as(ctx, officer), id, { first: [], second: ['access'] })
		const delegation = await beginVisitDelegation(as(ctx, lead), id)
		await registerDelegate(as(ctx, lead), delegation, delegate)
		const { members } = await getDelegation(as(ctx, lead), delegation)
		const token = members[0]!.token!
		expect(await ownRegistration(ctx, token)).toMatchObject({
			onAgenda: false,
			can: { change: true, cancel: true, fillSecond: true }
		})
		await fillSecondForm(ctx, token, { access: 'Пандус' })
		expect((await invitationLetterPdf(ctx, token)).subarray(0, 5).toString()).toBe('%PDF-')
		const { startsAt, endsAt, zone } = await getOwnVisit(as(ctx, lead), id)
		const there = { ...(await buildOfficer(ctx)), now: new Date(startsAt.getTime() + 3_600_000) }
		const [half] = halfDaysOf({ startsAt, endsAt, zone })
		const scan = { key: crypto.randomUUID(), code: members[0]!.reference, ...half!, at: there.now.toISOString() }
		await recordScans(there, id, { device: 'phone', scans: [scan] })
		expect(await issueCertificates({ ...there, now: new Date(endsAt.getTime() + 60_000) }, id)).toBe(1)
		expect((await certificatePdf(ctx, token)).subarray(0, 5).toString()).toBe('%PDF-')
	})
})

describe('a promise of one’s own', () => {
	test('is seen and reported by the organisation that made it, and by nobody else', async ({ ctx }) => {
		const { lead, organisationId } = await guest(ctx)
		const host = await guest(ctx, 'Домакин')
		const id = await requestVisit(as(ctx, lead), request(organisationId))
		await acceptVisit(as(ctx, officer), id, { answer: '' })
		const promise = { kind: 'action', text: 'Да покажем мрежата', who: 'Мария', due: '2027-04-01' } as const
		const made = await addCommitment(as(ctx, officer), id, { ...promise, organisation: host.organisationId })
		await addCommitment(as(ctx, officer), id, { ...promise, text: 'Поука', kind: 'lesson', organisation: host.organisationId })
		// Who asked for the visit sees it too.
		for (const reader of [host.lead, lead])
			expect((await listOwnCommitments(as(ctx, reader))).map(({ id, late }) => [id, late])).toEqual([[made, false]])
		expect(await listOwnCommitments(as(ctx, actor()))).toEqual([])
		const say = (who: typeof lead | null, over = {}) =>
			reportCommitment(as(ctx, who), { id: made, note: 'Наполовина', done: false, ...over })
		await expect(say(actor())).rejects.toMatchObject({ status: 404 })
		await expect(say(null)).rejects.toMatchObject({ status: 403 })
		await expect(say(host.lead, { note: null })).rejects.toMatchObject({ key: 'error.required', field: 'note' })
		await say(host.lead)
		expect(await listCommitments(as(ctx, officer), id)).toMatchObject([{ note: 'Наполовина', doneOn: null }, {}])
		await say(host.lead, { note: null, done: true })
		expect((await listOwnCommitments(as(ctx, host.lead)))[0]).toMatchObject({ note: 'Наполовина', doneOn: '2027-03-01' })
		await expect(say(host.lead)).rejects.toMatchObject({ key: 'error.commitment.done' })
	})

	test('is settled once by two who say so at the same moment', async () => {
		await using database = await ownDatabase()
		const ctx = contextOn(database.db)
		const { lead, organisationId } = await guest(ctx)
		const id = await requestVisit(as(ctx, lead), request(organisationId))
		await acceptVisit(as(ctx, officer), id, { answer: '' })
		const promise = { kind: 'action', text: 'Да покажем мрежата', who: 'Мария', due: '2027-04-01' } as const
		const made = await addCommitment(as(ctx, officer), id, { ...promise, organisation: organisationId })
		const asked = await Promise.allSettled(
			[1, 2].map(() => reportCommitment(as(ctx, lead), { id: made, note: null, done: true }))
		)
		expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect(asked.find((one) => one.status === 'rejected')?.reason).toMatchObject({ key: 'error.commitment.done' })
		const settled = (await trail(ctx, `event:${id}`)).filter(({ action }) => action === 'commitment.settled')
		expect(settled).toHaveLength(1)
	})
})
