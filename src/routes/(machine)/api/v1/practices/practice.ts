import { practiceParts } from '#modules/newsroom/practice-schema'
import type { PublicPractice } from '#modules/newsroom/public-practices.server'
import { address } from '../../../open.ts'

/** A good practice as the API gives it. */
export const practiceJson = (practice: PublicPractice) => ({
	id: practice.id,
	reference: practice.reference,
	url: address(`/en/practices/${practice.id}`),
	title: practice.title,
	...Object.fromEntries(practiceParts.map((part) => [part, practice[part]])),
	organisation: practice.organisation && {
		id: practice.organisation.id,
		name: practice.organisation.name,
		country: practice.organisation.country,
		url: practice.organisation.listed ? address(`/en/network/${practice.organisation.id}`) : null
	},
	territory: practice.territory,
	country: practice.country,
	themes: practice.themes,
	priorities: practice.priorities,
	publishedAt: practice.publishedAt,
	updatedAt: practice.updatedAt
})
