import { applicationsWritten } from '#modules/calls/application-personal-data.server'
import { evaluatorData } from '#modules/calls/evaluation-personal-data.server'
import { calendarAddress } from '#modules/events/own-calendar.server'
import { registrationData } from '#modules/events/registration-personal-data.server'
import { speakerData } from '#modules/events/speaker-personal-data.server'
import { authoredListings } from '#modules/exchange/authors.server'
import { introductionWords } from '#modules/exchange/personal-data.server'
import { watchData } from '#modules/funding/watch-personal-data.server'
import type { PersonalData } from '#modules/identity/personal-data.server'
import { networkEntry } from '#modules/network/personal-data.server'
import { contactMessages } from '#modules/newsroom/contact.server'
import { practicesTold } from '#modules/newsroom/practice-personal-data.server'
import { subscriptionData } from '#modules/newsroom/subscription-consents.server'
import { draftedProjects, heldAwards } from '#modules/projects/personal-data.server'
import { movedNotes, notesAboutPeople } from './notes.server.ts'
import { officeCalendarAddress } from './shared-calendar.server.ts'
import { tasksGiven } from './tasks.server.ts'

/** What the modules hold of people, in the order it is erased: the network's entry says whom what comes before it is about. */
export const everyPersonalData: PersonalData[] = [
	contactMessages,
	evaluatorData,
	applicationsWritten,
	authoredListings,
	practicesTold,
	draftedProjects,
	heldAwards,
	notesAboutPeople,
	tasksGiven,
	officeCalendarAddress,
	speakerData,
	networkEntry,
	introductionWords,
	subscriptionData,
	calendarAddress,
	registrationData,
	watchData
]

/** What moves along when organisations are merged. */
export const steeringMoves = [movedNotes]
