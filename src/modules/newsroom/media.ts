import type { FileType } from '#platform/file-types'
import type { Localized } from '#platform/i18n'

/** What the library takes. An SVG is a program as much as an image: never. */
export const mediaTypes: readonly FileType[] = ['png', 'jpeg', 'webp', 'pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp']
export const MEDIA_BYTES = 40 * 1024 * 1024

/** The widths an image is made in, as far as it is wide enough. */
export const mediaWidths = [480, 960, 1920] as const

/** What a page needs to show something of the media library. A file has no width. */
export type ShownMedia = {
	id: string
	name: string
	bytes: number
	width: number | null
	height: number | null
	alt: Localized
	credit: string
	widths: number[]
}
