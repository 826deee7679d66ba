/** The kinds of file Passerelle takes: by content (`mime`) and by name (`extensions`, the first is the usual one). */
export const fileTypes = {
	pdf: { mime: 'application/pdf', extensions: ['pdf'], label: 'PDF' },
	docx: {
		mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
		extensions: ['docx'],
		label: 'Word (DOCX)'
	},
	xlsx: {
		mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		extensions: ['xlsx'],
		label: 'Excel (XLSX)'
	},
	pptx: {
		mime: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
		extensions: ['pptx'],
		label: 'PowerPoint (PPTX)'
	},
	odt: { mime: 'application/vnd.oasis.opendocument.text', extensions: ['odt'], label: 'OpenDocument (ODT)' },
	ods: { mime: 'application/vnd.oasis.opendocument.spreadsheet', extensions: ['ods'], label: 'OpenDocument (ODS)' },
	odp: { mime: 'application/vnd.oasis.opendocument.presentation', extensions: ['odp'], label: 'OpenDocument (ODP)' },
	csv: { mime: 'text/csv', extensions: ['csv', 'tsv'], label: 'CSV' },
	txt: { mime: 'text/plain', extensions: ['txt'], label: 'TXT' },
	json: { mime: 'application/json', extensions: ['json'], label: 'JSON' },
	xml: { mime: 'application/xml', extensions: ['xml'], label: 'XML' },
	ics: { mime: 'text/calendar', extensions: ['ics'], label: 'iCalendar' },
	zip: { mime: 'application/zip', extensions: ['zip'], label: 'ZIP' },
	png: { mime: 'image/png', extensions: ['png'], label: 'PNG' },
	jpeg: { mime: 'image/jpeg', extensions: ['jpg', 'jpeg'], label: 'JPEG' },
	webp: { mime: 'image/webp', extensions: ['webp'], label: 'WebP' }
} as const satisfies Record<string, { mime: string; extensions: readonly string[]; label: string }>
export type FileType = keyof typeof fileTypes

/** Kinds that are text: told from others by what they lack, since text has no signature. */
export const textTypes: readonly FileType[] = ['csv', 'txt', 'json', 'ics']

/** For a sentence: "PDF, PNG, JPEG". */
export const labelOf = (types: readonly FileType[]) => types.map((type) => fileTypes[type].label).join(', ')
