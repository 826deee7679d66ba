import type { Shown } from '#modules/projects/portfolio.server'
import { address } from '../../../open.ts'

/** A project as the API gives it: what everybody may read. */
export const projectJson = (project: Shown) => ({
	id: project.id,
	reference: project.reference,
	url: address(`/en/projects/${project.id}`),
	service: project.service,
	status: project.status,
	title: project.title,
	summary: project.summary,
	priorities: project.priorities,
	themes: project.themes,
	territories: project.places,
	period: { from: project.startsOn, until: project.endsOn },
	partners: project.partners.map(({ organisationId, role, name, country }) => ({
		id: organisationId,
		role,
		name,
		country,
		url: address(`/en/network/${organisationId}`)
	})),
	updatedAt: project.updatedAt
})
