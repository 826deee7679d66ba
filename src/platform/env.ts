import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { providerSettings } from './provider-settings.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const url = (...schemes: string[]) =>
	z
		.string()
		.refine(
			(value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)),
			`must be an address beginning with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`
		)
const flag = z.enum(['0', '1'], 'must be 0 or 1').transform((value) => value === '1')
const whole = (from: number, to: number) =>
	z
		.string()
		.regex(/^\d{1,9}$/, 'must be a whole number')
		.transform(Number)
		.refine((value) => value >= from && value <= to, `must lie between ${from} and ${to}`)

const settings = z.object({
	PORT: whole(0, 65535).default(3000),
	HOST: z.string().default('127.0.0.1'),
	/** Several processes of one machine listen on this one port, and the kernel shares the visitors out. Needs DATABASE_URL. */
	PASSERELLE_SHARE_PORT: flag.default(false),
	DATABASE_URL: url('postgres', 'postgresql').optional(),
	/** A streaming replica of it: open data and the API are read there while it is at most five seconds behind. */
	PASSERELLE_REPLICA_URL: url('postgres', 'postgresql').optional(),
	/** Where everything that is not in the database lives: the embedded database, files, the secret. */
	PASSERELLE_HOME: z.string().default(join(root, 'var')),
	/** The public address, as people type it; links in mails begin with it. */
	PASSERELLE_URL: url('http', 'https').optional(),
	/** The folder of another programme than the one built in; read before this, by src/cli/programme/chosen.ts. */
	PASSERELLE_PROGRAMME: z.string().optional(),
	PASSERELLE_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
	PASSERELLE_DEMO: flag.default(false),
	PASSERELLE_SMTP_URL: url('smtp', 'smtps').optional(),
	PASSERELLE_MAIL_FROM: z.string().includes('@', 'must be a mail address').default('Passerelle <passerelle@example.org>'),
	/** Where mail servers return a campaign's letters that they cannot deliver; the sender's own address when unset. */
	PASSERELLE_BOUNCES: z.email('must be a mail address').optional(),
	/** What a mail server says to hand returned letters in (`POST /mail/bounces`); without it nobody may. */
	PASSERELLE_BOUNCE_TOKEN: z.string().min(24, 'must have at least 24 characters').optional(),
	/** Unset: files under PASSERELLE_HOME. Else `s3://key:secret@host:port/bucket?region=…&tls=0`. */
	PASSERELLE_FILES: url('s3').optional(),
	/** Every upload is looked through by clamd there before it is kept: `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`. */
	PASSERELLE_CLAMD: url('tcp', 'unix').optional(),
	/** The key that signs the public record. Unset: made once and kept in `keys/notary` under PASSERELLE_HOME. */
	PASSERELLE_NOTARY_KEY: z.string().optional(),
	PASSERELLE_SECOND_FACTOR: z.enum(['optional', 'staff', 'all'], 'must be optional, staff or all').default('optional'),
	/** The identity providers of institutions, in JSON: see provider-settings.ts. */
	PASSERELLE_OIDC: providerSettings.default([]),
	/** How many proxies stand in front; their X-Forwarded-For and X-Forwarded-Proto are then believed. */
	PASSERELLE_PROXIES: whole(0, 5).default(0),
	PASSERELLE_WORKERS: whole(0, 16).default(1),
	PASSERELLE_POOL: whole(2, 200).default(10),
	PASSERELLE_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')
})

export type Env = Omit<z.output<typeof settings>, 'PASSERELLE_SECRET'> & { PASSERELLE_SECRET: string; PUBLIC_URL: string }

/** A setting is missing, unknown or wrong. The message is one line that says which and why. */
export class BadConfiguration extends Error {}

/** Everything Passerelle reads from its environment, checked once. Throws BadConfiguration naming the first wrong setting. */
export function parseEnv(source: Record<string, string | undefined>): Env {
	const known = new Set(Object.keys(settings.shape))
	const unknown = Object.keys(source).find((name) => name.startsWith('PASSERELLE_') && !known.has(name))
	if (unknown) throw new BadConfiguration(`${unknown}: unknown setting (known: ${[...known].join(', ')})`)
	// An empty variable is how compose files and systemd units say "not set".
	const given = Object.fromEntries(Object.entries(source).filter(([name, value]) => known.has(name) && value !== ''))
	const parsed = settings.safeParse(given)
	if (!parsed.success) {
		const issue = parsed.error.issues[0]!
		throw new BadConfiguration(`${issue.path.join('.')}: ${issue.message}`)
	}
	if (parsed.data.PASSERELLE_SHARE_PORT && !parsed.data.DATABASE_URL)
		throw new BadConfiguration(
			'PASSERELLE_SHARE_PORT: needs DATABASE_URL (the embedded database stops with one process, under the other)'
		)
	const PASSERELLE_HOME = resolve(parsed.data.PASSERELLE_HOME)
	return {
		...parsed.data,
		PASSERELLE_HOME,
		PASSERELLE_SECRET: parsed.data.PASSERELLE_SECRET ?? keptSecret(PASSERELLE_HOME),
		PUBLIC_URL: (parsed.data.PASSERELLE_URL ?? `http://localhost:${parsed.data.PORT}`).replace(/\/$/, '')
	}
}

let parsed: Env | undefined
/** The environment of this process. Read inside functions, never at import: a build imports every file. */
export const env = (): Env => (parsed ??= parseEnv(process.env))

const secrets = new Map<string, string>()
/** A secret for one purpose, so that no two purposes share a key. */
export const secretFor = (purpose: string): string => {
	const { PASSERELLE_SECRET } = env()
	const name = `${purpose}\0${PASSERELLE_SECRET}`
	const known = secrets.get(name) ?? createHash('sha256').update(name).digest('hex')
	secrets.set(name, known)
	return known
}

/** Without PASSERELLE_SECRET one is made once and kept: sessions survive a restart. */
function keptSecret(home: string): string {
	const file = join(home, 'secret')
	try {
		if (!existsSync(file)) {
			mkdirSync(home, { recursive: true })
			// wx: of two processes starting at once one writes, both read the same.
			writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' })
		}
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
			throw new BadConfiguration(`PASSERELLE_HOME: cannot write to ${home} (${(cause as Error).message})`)
	}
	try {
		return readFileSync(file, 'utf8')
	} catch (cause) {
		throw new BadConfiguration(`PASSERELLE_HOME: cannot read ${file} (${(cause as Error).message})`)
	}
}
