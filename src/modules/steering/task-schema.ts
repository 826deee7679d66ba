import { z } from 'zod'
import { programme } from '#programme/programme'

const services = programme.services.map(({ key }) => key) as [string, ...string[]]
const optional = <Schema extends z.ZodType>(schema: Schema) =>
	z
		.literal('')
		.transform(() => null)
		.or(schema)
		.optional()
		.default(null)

/** A task as it is typed. `about` is `organisation:<id>` and the like, given by the page it is made from. */
export const taskForm = z.object({
	title: z.string().trim().min(1, 'error.required').max(200, 'error.too_long'),
	text: z.string().trim().max(4000, 'error.too_long').default(''),
	service: z.enum(services, 'error.required'),
	dueOn: optional(z.iso.date('error.office.date')),
	assigneeId: optional(z.uuid('error.task.assignee')),
	about: optional(z.string().regex(/^(organisation|person|call|event|project):[0-9a-f-]{36}$/, 'error.office.subject')),
	reserved: z.literal('yes').optional()
})
export type TaskInput = z.output<typeof taskForm>

export const taskCorrectionForm = taskForm.extend({ version: z.coerce.number('error.required').int() })
/** `back` is the page of the office to come back to. */
export const taskDoneForm = z.object({ task: z.uuid('error.required'), back: z.string().max(500).default('') })

/** What the list of tasks can be narrowed to. */
export const tasksQuery = z.object({
	whose: z.enum(['mine', 'all'], 'error.office.filter'),
	service: z.enum(services, 'error.office.filter'),
	show: z.enum(['open', 'late', 'done'], 'error.office.filter')
})
export type TaskFilters = Partial<z.output<typeof tasksQuery>>

export const calendarKinds = ['event', 'call', 'committee', 'report', 'instalment', 'commitment', 'task'] as const
export type CalendarKind = (typeof calendarKinds)[number]

/** What the calendar can be narrowed to; `month` is `2027-03`. */
export const calendarQuery = z.object({
	month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'error.office.month'),
	view: z.enum(['month', 'list'], 'error.office.filter'),
	service: z.enum(services, 'error.office.filter'),
	kind: z.enum(calendarKinds, 'error.office.filter')
})
