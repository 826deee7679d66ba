import { z } from 'zod'
import { box, gather, localizedLine, optionalDay, optionalLocalizedParagraphs, ticked } from '#platform/shapes'
import { programme } from '#programme/programme'
import { territory } from '#programme/territories'
import { themes } from '#programme/themes'
import { projectStatuses } from './workflow.ts'

export const partnerRoles = ['lead', 'partner', 'host', 'expert', 'funder'] as const
export type PartnerRole = (typeof partnerRoles)[number]

export const TITLE_LENGTH = 200
export const SUMMARY_LENGTH = 800
export const TEXT_LENGTH = 12_000
export const MOST_THEMES = 8
export const MOST_TERRITORIES = 20
export const ACTIVITY_LENGTH = 2000

const themeKeys = themes.map(({ key }) => key)
const priorityKeys = programme.priorities.map(({ key }) => key)
const serviceKeys = programme.services.map(({ key }) => key)

const version = z.coerce.number().int().min(1)

/** Places of a form's repeated list, empty ones left out. */
const territoryCodes = z
	.preprocess(
		(value) => [value ?? []].flat().filter((code) => code !== ''),
		z
			.array(z.string().refine((code) => territory(code) !== undefined, 'error.choice'))
			.max(MOST_TERRITORIES, 'error.project.territories')
	)
	.transform((codes) => [...new Set(codes)])

const inOrder = <Value extends { startsOn: string | null; endsOn: string | null }>({ startsOn, endsOn }: Value) =>
	!startsOn || !endsOn || startsOn <= endsOn
const dates = { path: ['endsOn'], message: 'error.project.dates', when: () => true }

const story = {
	summary: optionalLocalizedParagraphs(SUMMARY_LENGTH),
	objectives: optionalLocalizedParagraphs(TEXT_LENGTH),
	story: optionalLocalizedParagraphs(TEXT_LENGTH)
}
const texts = ['title', 'summary', 'objectives', 'story']

/** What the service writes of a project. A draft needs no more than a title; publishing asks for the rest. */
export const projectShape = z
	.object({
		title: localizedLine(TITLE_LENGTH),
		...story,
		priorities: ticked(priorityKeys),
		themes: ticked(themeKeys).pipe(z.array(z.string()).max(MOST_THEMES, 'error.project.themes')),
		territories: territoryCodes,
		startsOn: optionalDay,
		endsOn: optionalDay
	})
	.refine(inOrder, dates)
export type ProjectInput = z.output<typeof projectShape>

export const newProjectForm = z.preprocess(
	gather(...texts),
	projectShape.safeExtend({ service: z.enum(serviceKeys, 'error.choice') })
)
/** What is asked before a project is begun from something else: which service leads it. */
export const beginForm = z.object({ service: z.enum(serviceKeys, 'error.choice') })
export const projectForm = z.preprocess(gather(...texts), projectShape.safeExtend({ version }))
/** What its partners tell of it. */
export const storyForm = z.preprocess(gather(...texts), z.object({ ...story, version }))
export type StoryInput = Omit<z.output<typeof storyForm>, 'version'>

export const moveForm = z.object({ version, status: z.enum(projectStatuses, 'error.choice') })
export const versionForm = z.object({ version })

export const partnerForm = z.object({
	organisation: z.uuid('error.choice'),
	role: z.enum(partnerRoles, 'error.choice')
})
export const partnerGoneForm = z.object({ organisation: z.uuid('error.choice') })

export const activityShape = z
	.object({
		title: localizedLine(TITLE_LENGTH),
		text: optionalLocalizedParagraphs(ACTIVITY_LENGTH),
		startsOn: optionalDay,
		endsOn: optionalDay,
		done: box,
		public: box
	})
	.refine(inOrder, dates)
export type ActivityInput = z.output<typeof activityShape>
export const activityForm = z.preprocess(
	gather('title', 'text'),
	activityShape.safeExtend({ activity: z.preprocess((id) => id || undefined, z.uuid().optional()) })
)
export const activityGoneForm = z.object({ activity: z.uuid('error.choice') })

export const documentForm = z.preprocess(gather('title'), z.object({ title: localizedLine(TITLE_LENGTH), public: box }))
export type DocumentInput = z.output<typeof documentForm>
export const documentGoneForm = z.object({ document: z.uuid('error.choice') })
export const documentShownForm = z.object({ document: z.uuid('error.choice'), public: box })

/** What the office's list can be narrowed to. */
export const officeQuery = z.object({
	status: z.enum(projectStatuses, 'error.office.filter'),
	service: z.enum(serviceKeys, 'error.office.filter'),
	priority: z.enum(priorityKeys, 'error.office.filter'),
	theme: z.enum(themeKeys, 'error.office.filter'),
	shown: z.enum(['yes', 'no'], 'error.office.filter'),
	/** A reference, or part of a title. */
	q: z.string().max(200, 'error.too_long'),
	after: z.uuid('error.office.filter')
})
export type ProjectFilters = Partial<Omit<z.output<typeof officeQuery>, 'after'>>
