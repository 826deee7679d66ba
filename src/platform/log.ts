import pino from 'pino'

const levels = ['debug', 'info', 'warn', 'error', 'silent']

/** Structured lines on stdout; PASSERELLE_LOG sets the level. Nothing personal: ids, never names, addresses or contents. */
export const log = pino({
	// A level that is none is for env() to name, in one line: the logger must not fall over it first.
	level: levels.includes(process.env.PASSERELLE_LOG ?? '') ? process.env.PASSERELLE_LOG! : 'info',
	base: undefined,
	timestamp: pino.stdTimeFunctions.isoTime,
	redact: ['password', 'token', 'cookie', 'authorization', '*.password', '*.token']
})
