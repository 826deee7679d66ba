import { demoAccounts, demoPassword } from '#programme/demo/accounts'
import type { Ctx } from '#platform/ctx'
import { transact } from '#platform/db.server'
import { createAccount, findAccountByEmail } from './accounts.server.ts'
import { addGrant } from './roles.server.ts'

/** Makes the demo's accounts and gives them their roles; those that exist are left as they are. */
export async function loadDemoAccounts(ctx: Ctx): Promise<void> {
	// Together: each password takes its 60 ms to digest.
	await Promise.all(
		demoAccounts.map(async ({ email, name, latinName, locale, roles }) => {
			if (await findAccountByEmail(ctx, email)) return
			await transact(ctx, async (ctx) => {
				const id = await createAccount(ctx, { email, name, latinName: latinName ?? null, locale, password: demoPassword })
				for (const { role, service } of roles) if (role !== 'member') await addGrant(ctx, id, { role, service }, null)
			})
		})
	)
}
