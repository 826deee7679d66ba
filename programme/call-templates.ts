/** Calls ready to be set up, from the real rules of the field. Keys are stored with the calls: they are added, never renamed. */
import { municipalContest } from './call-templates/municipalities.ts'
import { ngoProjects } from './call-templates/ngo.ts'
import type { CallTemplate } from './call-templates/parts.ts'
import { professionalStay } from './call-templates/scholarship.ts'
import { studyVisitPlaces } from './call-templates/study-visit.ts'
import { technicalSupport } from './call-templates/support.ts'

export type { CallTemplate }

export const callTemplates: CallTemplate[] = [ngoProjects, professionalStay, municipalContest, studyVisitPlaces, technicalSupport]
