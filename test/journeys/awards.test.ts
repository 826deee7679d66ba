import { expect, test } from 'vitest'
import { loadAward } from '#modules/projects/award-rows.server'
import {
	answer,
	chosen,
	drafted,
	inDays,
	made,
	paid,
	PDF,
	planned,
	press,
	scholarship,
	service,
	signed,
	voucher
} from './awarding.ts'
import { signIn } from './people.ts'
import { barriers, overflow, rows, visit, type Visit } from './support.ts'

const said = (visit: Visit) => visit.page.locator('[role=status]').first().innerText()

test('a grant: signed agreement, first instalment, report with a correction, balance, closure, public result', async () => {
	const { ctx, officer } = await service()
	const application = await chosen(ctx, 'projects', 500_000)
	const holder = await visit({ locale: 'bg', width: 375 })
	await signIn(holder, 'bg', 'member@example.org')
	const office = await visit({ locale: 'fr' })
	await signIn(office, 'fr', 'officer@example.org')
	const finance = await visit({ locale: 'fr' })
	await signIn(finance, 'fr', 'finance@example.org')
	const head = await visit({ locale: 'fr' })
	await signIn(head, 'fr', 'head@example.org')
	const { id, projectId } = await made(head, 'fr', application)
	const own = `/bg/workspace/awards/${id}`
	const theirs = `/fr/office/projects/awards/${id}`
	const project = `/fr/office/projects/${projectId}`
	await office.open(project)
	await office.page.selectOption('form[action="?/move"] select', 'running')
	await press(office, 'form[action="?/move"] button')
	await press(office, 'form[action="?/publish"] button')

	await planned(office, theirs)
	const agreement = await drafted(office, theirs)
	await holder.open(own)
	await press(holder, 'form[action="?/accept"] button')
	await office.open(theirs)
	await press(office, 'form[action="?/send"] button')
	const paper = (locale: string) => `/${locale}/workspace/awards/${id}/agreements/${agreement}/sign`
	await signed(holder, paper('bg'), agreement, 'member@example.org', 'председател')
	await signed(head, paper('fr'), agreement, 'head@example.org', 'cheffe de service')
	expect((await loadAward(officer, id)).award.status).toBe('running')
	await paid(id, holder, finance, `AV${id.slice(-8)}`)

	const [report] = await rows<{ id: string }>(`select id from report where award_id = $1 and kind = 'final'`, [id])
	const pages = `${own}/reports/${report!.id}`
	await answer(holder, `${pages}/pages/story`, {
		...{ done: 'Шест срещи на реката.', places: 'Русе, пролетта.', objectives: 'met', results: 'Общ наръчник.' }
	})
	await holder.open(`${pages}/pages/people`)
	await holder.page.fill('[name="audiences.0.audience"]', 'Кметове')
	await press(holder, 'button[name=_add][value=audiences]')
	expect(decodeURIComponent(holder.page.url())).toContain('/pages/people#audiences.1.audience')
	expect(await holder.page.locator('[name="audiences.0.audience"]').inputValue()).toBe('Кметове')
	await press(holder, 'button[name=_remove][value="audiences.1"]')
	await answer(holder, `${pages}/pages/people`, { reached: '120' })
	await answer(holder, `${pages}/pages/money`, { true: '' })
	await holder.open(`${pages}/history?version=1`)
	expect(await holder.page.locator('main table tbody tr').count()).toBeGreaterThan(2)
	expect(await holder.page.locator('main').innerText()).toContain('Шест срещи на реката.')
	expect(await barriers(holder.page)).toEqual([])
	await voucher(holder, pages, 0, '5 000,00', 'Ф-1')
	await voucher(holder, pages, 1, '2444,79 лв.', 'Ф-2')
	expect(await barriers(holder.page)).toEqual([])
	expect(await overflow(holder.page)).toBeLessThanOrEqual(0)
	await press(holder, 'form[action="?/file"] button')

	await office.open('/fr/office/projects/reports')
	await press(office, `a[href$="${report!.id}"]`)
	expect(await barriers(office.page)).toEqual([])
	await office.page.locator('[name^="request."]').first().fill('Facture illisible.')
	await press(office, 'main button:not([formaction])')
	await holder.open(pages)
	expect(await holder.page.locator('main').innerText()).toContain('Facture illisible.')
	await press(holder, 'a[href*="/vouchers?expense="]')
	await holder.page.setInputFiles('#file', { name: 'faktura-2.pdf', mimeType: 'application/pdf', buffer: PDF })
	await press(holder, 'form[enctype] button')
	await press(holder, 'form[action="?/file"] button')
	await head.open(`/fr/office/projects/reports/${report!.id}`)
	await press(head, 'button[formaction="?/accept"]')
	expect((await loadAward(officer, id)).award.status).toBe('completed')

	await paid(id, holder, finance, `SO${id.slice(-8)}`)
	await head.open(theirs)
	await press(head, 'form[action="?/close"] button')
	expect(await said(head)).not.toBe('')
	expect((await loadAward(officer, id)).award.status).toBe('closed')

	await office.open(`${project}/indicators`)
	await office.page.selectOption('select[name=key]', 'participants')
	await office.page.fill('[name=target]', '100')
	await office.page.fill('[name=actual]', '120')
	await press(office, 'form[action="?/indicator"] button')
	expect(await barriers(office.page)).toEqual([])
	await office.open(project)
	await office.page.selectOption('form[action="?/move"] select', 'completed')
	await press(office, 'form[action="?/move"] button')
	const reader = await visit({ javaScript: false, locale: 'bg' })
	await reader.open(`/bg/projects/${projectId}`)
	expect(await reader.page.locator('#results + table').innerText()).toContain('120')
	await reader.open('/bg/results')
	expect(await overflow(reader.page)).toBeLessThanOrEqual(0)
}, 600_000)

test('a scholarship: the stay, its allowance, the report, the alumni', async () => {
	const { ctx, decider } = await service()
	const { id } = await scholarship(ctx, decider, 300_000)
	const own = `/bg/workspace/awards/${id}`
	const holder = await visit({ locale: 'bg', width: 375 })
	await signIn(holder, 'bg', 'member@example.org')
	const office = await visit({ locale: 'fr' })
	await signIn(office, 'fr', 'officer@example.org')
	const finance = await visit({ locale: 'fr' })
	await signIn(finance, 'fr', 'finance@example.org')
	await holder.open(own)
	await press(holder, 'form[action="?/accept"] button')

	const stays = `/fr/office/projects/awards/${id}/stays`
	await office.open(`${stays}?q=${encodeURIComponent('magistrats')}`)
	await office.page.locator('[name=host]').first().check()
	await office.page.fill('[name=startsOn]', inDays(-60))
	await office.page.fill('[name=endsOn]', inDays(-90))
	await office.page.fill('[name=purpose]', 'Observer les audiences.')
	await press(office, 'form[action^="?/plan"] button')
	expect(await office.page.locator('[name=purpose]').inputValue()).toBe('Observer les audiences.')
	await office.page.fill('[name=endsOn]', inDays(-2))
	await press(office, 'form[action^="?/plan"] button')
	await press(office, 'form[action="?/confirm"] button')
	expect(await barriers(office.page)).toEqual([])
	await paid(id, holder, finance, `AL${id.slice(-8)}`)

	const [report] = await rows<{ id: string }>(`select id from report where award_id = $1 and kind = 'stay'`, [id])
	await answer(holder, `${own}/reports/${report!.id}/pages/story`, {
		done: 'Наблюдавах заседания.',
		learned: 'Медиацията.',
		true: ''
	})
	await press(holder, 'form[action="?/file"] button')
	await office.open(`/fr/office/projects/reports/${report!.id}`)
	await press(office, 'button[formaction="?/accept"]')
	await holder.open(own)
	await holder.page.fill('[name=now]', 'Съдия в Русе')
	await holder.page.check('[name=agreed]')
	await press(holder, 'form[action="?/join"] button')
	expect(await barriers(holder.page)).toEqual([])
	await office.open('/fr/office/projects/alumni')
	expect(await office.page.locator('main').innerText()).toContain('Съдия в Русе')
	await holder.open(own)
	await press(holder, 'form[action="?/leave"] button')
	await office.open('/fr/office/projects/alumni')
	expect(await office.page.locator('main').innerText()).not.toContain('Съдия в Русе')
}, 600_000)

test('technical support: an expert is suggested, the mission agreed to, done, reported on and closed', async () => {
	const { ctx, officer } = await service()
	const application = await chosen(ctx, 'support')
	const holder = await visit({ locale: 'bg', javaScript: false })
	await signIn(holder, 'bg', 'member@example.org')
	const head = await visit({ locale: 'en' })
	await signIn(head, 'en', 'head@example.org')
	const { id } = await made(head, 'en', application, '5')
	const own = `/bg/workspace/awards/${id}`
	await holder.open(own)
	await press(holder, 'form[action="?/accept"] button')

	const stays = `/en/office/projects/awards/${id}/stays`
	await head.open(stays)
	await head.page.locator('[name=person]').first().check()
	await head.page.fill('[name=startsOn]', inDays(-3))
	await head.page.fill('[name=endsOn]', inDays(-1))
	await head.page.fill('form[action^="?/plan"] [name=days]', '3')
	await head.page.fill('[name=purpose]', 'Survey the network and train two people.')
	await press(head, 'form[action^="?/plan"] button')
	expect(await barriers(head.page)).toEqual([])
	await holder.open(own)
	expect(await holder.page.locator('main').innerText()).toContain('Survey the network')
	await press(holder, 'form[action="?/confirm"] button')
	await head.open(stays)
	await head.page.fill('form[action="?/done"] [name=days]', '2,5')
	await press(head, 'form[action="?/done"] button')

	const [report] = await rows<{ id: string }>(`select id from report where award_id = $1 and kind = 'mission'`, [id])
	await answer(holder, `${own}/reports/${report!.id}/pages/story`, {
		done: 'Обход на мрежата.',
		findings: 'Сменете помпата.',
		true: ''
	})
	await press(holder, 'form[action="?/file"] button')
	await head.open(`/en/office/projects/reports/${report!.id}`)
	await press(head, 'button[formaction="?/accept"]')
	await head.open(`/en/office/projects/awards/${id}`)
	await press(head, 'form[action="?/close"] button')
	expect((await loadAward(officer, id)).award.status).toBe('closed')
}, 600_000)
