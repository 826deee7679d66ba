/** The jobs: same verbs, from the queue. Started by `passerelle start`, or alone with `passerelle work`. */
import { callsSource } from './modules/calls/call-indexing.server.ts'
import { carryOutDraw } from '#modules/calls/draws.server'
import { closeDueCalls } from './modules/calls/closing.server.ts'
import { writeApplicationsExport } from './modules/calls/application-exports.server.ts'
import { thinDrafts } from './modules/calls/drafts.server.ts'
import { workOnLetters } from './modules/calls/letters.server.ts'
import { makeReceipt } from './modules/calls/receipts.server.ts'
import { remindDrafts } from './modules/calls/reminders.server.ts'
import { expireListings } from './modules/exchange/expiry.server.ts'
import { exchangeSource } from './modules/exchange/indexing.server.ts'
import { projectsSource } from './modules/projects/indexing.server.ts'
import { followIntroductions } from './modules/exchange/following.server.ts'
import { tellGuests } from './modules/events/change-notices.server.ts'
import { finishEvents } from './modules/events/events.server.ts'
import { followCommitments } from './modules/events/follow-ups.server.ts'
import { eventsSource } from './modules/events/indexing.server.ts'
import { forgetSecondForms } from './modules/events/second-forms.server.ts'
import { sendAlerts } from './modules/funding/alerts.server.ts'
import { fetchSources } from './modules/funding/fetching.server.ts'
import { fundingSearchSource } from './modules/funding/indexing.server.ts'
import { forgetExpired } from './modules/identity/jobs.server.ts'
import { findDuplicates } from './modules/network/duplicates.server.ts'
import { forgetImports } from './modules/network/import-retention.server.ts'
import { workOnImport } from './modules/network/import-steps.server.ts'
import { networkSource } from './modules/network/indexing.server.ts'
import { articlesSource } from './modules/newsroom/article-indexing.server.ts'
import { publishDue } from './modules/newsroom/article-publication.server.ts'
import { practicesSource } from './modules/newsroom/practice-indexing.server.ts'
import { sendCampaign, startCampaigns } from './modules/newsroom/campaign-sending.server.ts'
import { forgetOldMessages } from './modules/newsroom/contact.server.ts'
import { thinReports } from './modules/projects/report-drafts.server.ts'
import { remindReports } from './modules/projects/report-schedule.server.ts'
import { reindex, type Source } from './modules/search/index.server.ts'
import { refreshFigures } from './modules/steering/fact-rows.server.ts'
import { reportsSource } from './modules/steering/indexing.server.ts'
import { makeReportPaper } from './modules/steering/report-paper.server.ts'
import { runRetention } from './modules/steering/retention.server.ts'
import { programmeSource } from './modules/search/programme.server.ts'
import type { Ctx } from './platform/ctx.ts'
import { connect } from './platform/db.server.ts'
import { env } from './platform/env.ts'
import { sweepFiles } from './platform/files.server.ts'
import { forgetFinishedJobs } from './platform/job-progress.server.ts'
import { startWorking, type JobHandlers } from './platform/jobs.server.ts'
import { locales } from './platform/languages.ts'
import { log } from './platform/log.ts'
import { closeMailServer, deliverMail } from './platform/mail.server.ts'

/** Where the search finds what is public: a module that has public things adds its own. */
const searchSources: Source[] = [
	programmeSource,
	networkSource,
	exchangeSource,
	eventsSource,
	callsSource,
	projectsSource,
	fundingSearchSource,
	articlesSource,
	practicesSource,
	reportsSource
]

export async function work(timeZone: string) {
	// A queue's job may hold a connection for itself, and its sign of life must not have to wait for one.
	const database = connect(env().DATABASE_URL ?? '', { max: 12, timeout: 300_000 })
	/** A job acts for nobody: whoever asked for it is in its rows. */
	const asking = (job: { id: string }): Ctx => ({
		db: database.db,
		actor: null,
		now: new Date(),
		locale: locales[0],
		requestId: job.id
	})
	const handlers: JobHandlers = {
		'mail.deliver': ({ mailId }, job) => deliverMail(asking(job), mailId),
		'files.sweep': (_, job) => sweepFiles(asking(job)),
		'jobs.forget-finished': (_, job) => forgetFinishedJobs(asking(job)),
		'identity.forget-expired': (_, job) => forgetExpired(asking(job)),
		'network.import': ({ batchId }, job) => workOnImport(asking(job), batchId, job.id),
		'network.find-duplicates': (_, job) => findDuplicates(asking(job), job.id),
		'network.forget-imports': (_, job) => forgetImports(asking(job)),
		'newsroom.forget-messages': (_, job) => forgetOldMessages(asking(job)),
		'newsroom.send-campaign': ({ campaignId }, { id, signal }) => sendCampaign(asking({ id }), campaignId, id, signal),
		'newsroom.start-campaigns': (_, job) => startCampaigns(asking(job)),
		'newsroom.publish-due': (_, job) => publishDue(asking(job)),
		'exchange.expire-listings': (_, job) => expireListings(asking(job)),
		'exchange.follow-introductions': (_, job) => followIntroductions(asking(job)),
		'events.tell-guests': ({ eventId, sequence, programme }, job) => tellGuests(asking(job), eventId, sequence, { programme }),
		'events.finish': (_, job) => finishEvents(asking(job)),
		'events.forget-second-forms': (_, job) => forgetSecondForms(asking(job)),
		'events.follow-commitments': (_, job) => followCommitments(asking(job)),
		'calls.draw': ({ runId }, job) => carryOutDraw(asking(job), runId),
		'calls.close': (_, job) => closeDueCalls(asking(job)),
		'calls.receipt': ({ filingId }, job) => makeReceipt(asking(job), filingId),
		'calls.remind-drafts': (_, job) => remindDrafts(asking(job)),
		'calls.thin-drafts': (_, job) => thinDrafts(asking(job)),
		'calls.export-applications': ({ locale, ...asked }, job) =>
			writeApplicationsExport({ ...asking(job), locale }, asked, job.id),
		'calls.letters': ({ callId }, job) => workOnLetters(asking(job), callId, job.id),
		'funding.fetch': ({ source }, { id, signal }) => fetchSources(asking({ id }), { ...(source && { source }), signal }),
		'funding.alerts': (_, job) => sendAlerts(asking(job)),
		'projects.remind-reports': (_, job) => remindReports(asking(job)),
		'projects.thin-reports': (_, job) => thinReports(asking(job)),
		'steering.refresh-figures': (_, job) => refreshFigures(asking(job)),
		'steering.report-paper': ({ reportId }, job) => makeReportPaper(asking(job), reportId),
		'steering.retention': (_, job) => runRetention(asking(job)),
		'search.reindex': (_, job) => reindex(asking(job), searchSources)
	}
	const working = await startWorking(database.pool, handlers, timeZone)
	log.info('worker ready')
	return {
		stop: async () => {
			await working.stop()
			closeMailServer()
			await database.close()
		}
	}
}
