import { simpleParser } from 'mailparser'
import { oneLine } from './mail-layout.ts'

export type Returned = {
	kind: 'hard' | 'soft' | 'complaint'
	/** RFC 3463, as `5.1.1`; null when none was given. */
	status: string | null
	diagnostic: string | null
	/** The report and what it says of the letter: somewhere in it stands the letter's message id. */
	original: string
}

const field = (fields: string, name: string) =>
	new RegExp(`^${name}:[ \\t]*((?:.*(?:\\r?\\n[ \\t].*)*))`, 'im').exec(fields)?.[1]?.replace(/\s+/g, ' ').trim() ?? null

/**
 * What a returned mail says, or null for one that is neither a delivery status notification (RFC 3464) nor a complaint
 * (RFC 5965): an answer of a person, an absence. Nothing in it is trusted before a message id of ours was found.
 */
export async function readReturned(source: Buffer): Promise<Returned | null> {
	const mail = await simpleParser(source, {
		keepDeliveryStatus: true,
		skipHtmlToText: true,
		skipTextToHtml: true,
		skipImageLinks: true
	})
	const text = (type: RegExp) =>
		mail.attachments
			.filter(({ contentType }) => type.test(contentType))
			.map(({ content }) => content.toString('utf8'))
			.join('\n')
	const returnedPart = text(/^(message\/rfc822|text\/rfc822-headers|message\/rfc822-headers|message\/global)/i)
	const feedback = text(/^message\/feedback-report$/i)
	if (feedback)
		return {
			kind: 'complaint',
			status: null,
			diagnostic: field(feedback, 'Feedback-Type'),
			original: `${feedback}\n${returnedPart}`
		}
	const report = text(/^message\/(delivery-status|global-delivery-status)$/i)
	if (!report) return null
	const action = field(report, 'Action')?.toLowerCase()
	const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(field(report, 'Status') ?? '')?.[1] ?? null
	if (action !== 'failed' && action !== 'delayed') return null
	const recipient = field(report, 'Final-Recipient')?.split(';').at(-1)?.trim()
	const diagnostic = field(report, 'Diagnostic-Code')
	return {
		// A full box, a policy or the content (RFC 3463 §3) say nothing against the address, which may take the next one.
		kind: action === 'failed' && status?.startsWith('5') && !/^5\.(2\.[234]|[3567]\.)/.test(status) ? 'hard' : 'soft',
		status,
		diagnostic: diagnostic && oneLine(recipient ? diagnostic.replaceAll(recipient, '…') : diagnostic, 300),
		original: `${report}\n${returnedPart}\n${mail.text ?? ''}`
	}
}
