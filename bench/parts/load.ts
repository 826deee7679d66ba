/** Readers at work, in a process of their own: `load.ts URL SECONDS CONNECTIONS` prints what they met as JSON. */
import autocannon from 'autocannon'

const [url, seconds, connections] = process.argv.slice(2)
const result = await autocannon({
	url: url!,
	duration: Number(seconds),
	connections: Number(connections),
	headers: { 'accept-encoding': 'gzip, deflate, br', accept: 'text/html' }
})
process.stdout.write(
	JSON.stringify({
		perSecond: result.requests.total / result.duration,
		ok: result['2xx'],
		failed: result.non2xx + result.errors + result.timeouts,
		p99: result.latency.p99
	})
)
