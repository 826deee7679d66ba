import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { buildOfficer, buildOrganisation, buildStanding } from '#test/network'
import { actor, as, test } from '#test/support'
import { addPartner } from './partners.server.ts'
import { addDocument, documentAddress, removeDocument, showDocument } from './project-documents.server.ts'
import { draftProject, getProject, moveProject, publishProject } from './projects.server.ts'
import { getPublicProject } from './public-projects.server.ts'

const file = () => ({ digest: randomBytes(32).toString('hex'), bytes: 2000, type: 'pdf' as const, name: 'rapport.pdf' })
const forbidden = expect.objectContaining({ status: 403 })
const unseen = expect.objectContaining({ status: 404 })

test('a partner’s document waits for the service, which alone shows and takes away what everybody sees', async ({ ctx }) => {
	const officer = await buildOfficer(ctx)
	const organisation = await buildOrganisation(ctx)
	const texts = { title: { fr: 'Projet' }, summary: { fr: 'Résumé' }, objectives: {}, story: {} }
	const about = { priorities: [], themes: ['water'], territories: [], startsOn: null, endsOn: null, service: 'cit' }
	const project = await draftProject(officer, { ...texts, ...about })
	await addPartner(officer, project, { organisation, role: 'lead' })
	await moveProject(officer, project, { version: 2, status: 'running' })
	await publishProject(officer, project, { version: 3 })
	const lead = await buildStanding(ctx, organisation)
	const stranger = as(ctx, null)

	const document = await addDocument(lead.ctx, project, { title: { fr: 'Rapport' }, public: true, file: file() })
	expect((await getPublicProject(stranger, project)).documents).toEqual([])
	await expect(documentAddress(stranger, project, document)).rejects.toEqual(unseen)
	expect(await documentAddress(lead.ctx, project, document)).toMatch(/^\/files\//)
	await expect(showDocument(lead.ctx, project, { document, public: true })).rejects.toEqual(forbidden)

	await showDocument(officer, project, { document, public: true })
	expect(await documentAddress(stranger, project, document)).toMatch(/^\/files\//)
	await expect(removeDocument(lead.ctx, project, { document })).rejects.toEqual(forbidden)
	await expect(
		addDocument(as(ctx, actor(['auditor'])), project, { title: { fr: 'x' }, public: true, file: file() })
	).rejects.toEqual(forbidden)
	await removeDocument(officer, project, { document })
	expect((await getProject(officer, project)).documents).toEqual([])
	await expect(removeDocument(officer, project, { document })).rejects.toEqual(unseen)
})
