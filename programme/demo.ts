/** The demo programme's content: fictional people and organisations, said to be so, in real places. */
export { type DemoAccount, demoAccounts, demoPassword } from './demo/accounts.ts'
export { type DemoOrganisation, demoOrganisations } from './demo/organisations.ts'
