import pino from 'pino'

/** Structured lines on stdout; PASSERELLE_LOG sets the level. Nothing personal: ids, never names, addresses or contents. */
export const log = pino({
	level: process.env.PASSERELLE_LOG || 'info',
	base: undefined,
	timestamp: pino.stdTimeFunctions.isoTime,
	redact: ['password', 'token', 'cookie', 'authorization', '*.password', '*.token']
})
