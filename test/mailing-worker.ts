/** Sends a campaign in a process of its own, to be killed in the middle: `DATABASE_URL`, `CAMPAIGN`. Says `ready`, then `done`. */
import { sendCampaign } from '../src/modules/newsroom/campaign-sending.server.ts'
import { connect } from '../src/platform/db.server.ts'

const { db } = connect(process.env.DATABASE_URL!, { max: 4 })
const id = process.env.CAMPAIGN!
process.send!('ready')
const outcome = await sendCampaign({ db, actor: null, now: new Date(), locale: 'fr', requestId: 'test' }, id, id)
process.send!(outcome)
process.exit(0)
