import { practicesFrom } from '#modules/newsroom/public-practices.server'
import { getPublicProject } from '#modules/projects/public-projects.server'
import { resultsOf } from '#modules/projects/results.server'
import { formatNumber, pick, pickText } from '#platform/i18n'
import { programme } from '#programme/programme'
import { countryName, priorityName, serviceName, territoryName, themeName } from '#ui/options.ts'
import { serverOnly } from '#ui/server-only.ts'
import { address } from '../../../../(machine)/open.ts'
import { pointOf } from '../../../projects.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
	const { ctx } = event.locals
	const { locale } = ctx
	const project = await getPublicProject(ctx, event.params.id)
	const practices = await practicesFrom(ctx, { project: event.params.id })
	const results = await resultsOf(ctx, event.params.id)
	const said = (value: number | null) => (value === null ? null : formatNumber(locale, value))
	const title = pick(project.title, locale)
	const banks = programme.countries.map(({ code }) => ({
		country: code,
		name: countryName(locale, code),
		partners: project.partners.filter(({ country }) => country === code)
	}))
	const own = new Set(programme.countries.map(({ code }) => code))
	const points = project.places
		.filter((code) => !own.has(code))
		.flatMap((code) => ((at) => (at ? [{ ...at, label: territoryName(locale, code) }] : []))(pointOf(code)))
	const [left, right] = programme.countries.map(({ code }) => points.filter(({ country }) => country === code))
	return {
		page: serverOnly(event, {
			...project,
			title,
			practices,
			results: results.map(({ id, title, unit, method, measuredOn, baseline, target, actual }) => ({
				...{ id, title, method, measuredOn },
				unit: pickText(unit, locale),
				baseline: { ...baseline, value: said(baseline.value) },
				target: said(target),
				actual: { ...actual, value: said(actual.value) }
			})),
			serviceName: serviceName(locale, project.service),
			priorities: project.priorities.map((key) => ({ key, name: priorityName(locale, key) })),
			themes: project.themes.map((key) => ({ key, name: themeName(locale, key) })),
			placeNames: project.places.map((code) => ({ code, name: territoryName(locale, code) })),
			banks: banks.filter(({ partners }) => partners.length > 0),
			elsewhere: project.partners.filter(({ country }) => !own.has(country)),
			points,
			arcs: (left ?? []).flatMap((from) => (right ?? []).map((to) => ({ from, to, label: `${from.label} – ${to.label}` }))),
			about: {
				'@type': 'Project',
				'@id': address(`/${locale}/projects/${project.id}`),
				identifier: project.reference,
				name: title.text,
				url: address(`/${locale}/projects/${project.id}`),
				...(pickText(project.summary, locale) ? { description: pickText(project.summary, locale) } : {}),
				...(project.startsOn ? { foundingDate: project.startsOn } : {}),
				...(project.endsOn && project.status === 'completed' ? { dissolutionDate: project.endsOn } : {}),
				keywords: project.themes.map((key) => themeName(locale, key)).join(', '),
				areaServed: project.places.map((code) => ({ '@type': 'Place', name: territoryName(locale, code) })),
				member: project.partners.map(({ organisationId, name }) => ({
					'@type': 'Organization',
					'@id': address(`/${locale}/network/${organisationId}`),
					name: pickText(name, locale)
				}))
			}
		})
	}
}
