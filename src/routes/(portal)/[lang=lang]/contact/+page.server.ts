import { redirect } from '@sveltejs/kit'
import { askTheService } from '#modules/newsroom/contact.server'
import { contactForm, contactSubjects, isContactSubject } from '#modules/newsroom/schema'
import { invalid, parseForm } from '#platform/http.server'
import { pickText } from '#platform/i18n'
import { programme } from '#programme/programme'
import { originOf, refuseOrWait } from '../../../sign-in.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals: { ctx }, url }) => {
	const { organisation, address, email, phone } = programme.contact
	const subject = url.searchParams.get('subject')
	return {
		sent: url.searchParams.get('notice') === 'sent',
		subjects: contactSubjects,
		/** What the form begins with: who is signed in, and the subject of the link that led here. */
		begun: { name: ctx.actor?.name ?? '', email: ctx.actor?.email ?? '', subject: isContactSubject(subject) ? subject : '' },
		contact: { organisation: pickText(organisation, ctx.locale), address: pickText(address, ctx.locale), email, phone }
	}
}

export const actions: Actions = {
	default: async (event) => {
		const form = await parseForm(event.request, contactForm)
		if (!form.ok) return invalid(form)
		try {
			await askTheService(event.locals.ctx, form.data, originOf(event))
		} catch (cause) {
			return refuseOrWait(event, cause, form.values)
		}
		redirect(303, `/${event.locals.ctx.locale}/contact?notice=sent`)
	}
}
