import { movedNotes, notesAboutPeople } from './notes.server.ts'
import { officeCalendarAddress } from './shared-calendar.server.ts'
import { tasksGiven } from './tasks.server.ts'

/** What steering holds of people. Erased before the network's entry: that says whom notes and tasks are about. */
export const steeringData = [notesAboutPeople, tasksGiven, officeCalendarAddress]

/** What moves along when organisations are merged. */
export const steeringMoves = [movedNotes]
