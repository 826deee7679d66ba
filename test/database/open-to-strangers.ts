/**
 * What a module exports that does not refuse somebody who is not signed in, and why that is right. Everything else must
 * refuse: test/database/strangers.test.ts tries it.
 * `open`: made for strangers, or answers whoever asks. `part`: other verbs are made of it and have already asked; nothing
 * in src/routes may import it, and that test looks.
 */
export const openToStrangers: Record<string, { as: 'open' | 'part'; why: string }> = {
	'identity/accounts#asAccount': { as: 'part', why: 'makes the context of an account that has just proven who it is' },
	'identity/accounts#findAccountByEmail': { as: 'part', why: 'how signing in finds whose address it is' },
	'identity/accounts#findAccount': { as: 'open', why: 'nothing to find without the id, which pages take from their own session' },
	'identity/accounts#createAccount': { as: 'part', why: 'an account begins with a proven address, before anybody is signed in' },
	'identity/accounts#hasPassword': { as: 'open', why: 'asked about the session’s own account; tells a stranger nothing' },
	'identity/accounts#replacePassword': { as: 'part', why: 'the writing half of changePassword' },
	'identity/accounts#requireFresh': { as: 'open', why: 'refuses, with the rule that one must confirm who one is' },
	'identity/consents#hasConsent': { as: 'open', why: 'what a mailing asks before each letter' },
	'identity/demo#loadDemoAccounts': { as: 'part', why: 'the demo loads it from the terminal' },
	'identity/invitations#findInvitation': { as: 'open', why: 'whoever holds the letter’s token is not signed in yet' },
	'identity/invitations#acceptInvitation': { as: 'open', why: 'likewise; a wrong token is refused' },
	'identity/jobs#forgetExpired': { as: 'part', why: 'the nightly job acts for nobody' },
	'identity/limits#countAttempt': { as: 'part', why: 'counts what strangers try' },
	'identity/limits#forgiveAttempt': { as: 'part', why: 'takes a count back after a success' },
	'identity/limits#rememberAddress': { as: 'part', why: 'remembers where an account signed in from' },
	'identity/roles#addGrant': { as: 'part', why: 'the writing half of grantRole and of accepting an invitation' },
	'identity/roles#keepOneAdministrator': { as: 'part', why: 'a rule of the verbs that take a role away' },
	'identity/roles#rolesOf': { as: 'part', why: 'read while the actor is being found' },
	'identity/second-factor#verifySecondFactor': { as: 'part', why: 'checks a code for the verbs that sign in and confirm' },
	'identity/sessions#actorOf': { as: 'open', why: 'finds out who is asking' },
	'identity/sessions#halfSignedIn': { as: 'open', why: 'between the password and the second factor nobody is signed in' },
	'identity/sessions#beginSession': { as: 'part', why: 'signing in ends with it' },
	'identity/sessions#signOut': { as: 'open', why: 'ends the session of the cookie, if there is one' },
	'identity/sessions#endSessions': { as: 'part', why: 'a changed password ends the others with it' },
	'identity/sign-in#isPasswordOf': { as: 'part', why: 'checks a password for the verbs that sign in and confirm' },
	'identity/sign-in#signInByPassword': { as: 'open', why: 'the way in' },
	'identity/sign-in#requestLink': { as: 'open', why: 'the way in' },
	'identity/sign-in#findLink': { as: 'open', why: 'the way in' },
	'identity/sign-in#signInByLink': { as: 'open', why: 'the way in' },
	'identity/sign-in#signInBySecondFactor': { as: 'open', why: 'the way in' },
	'identity/sign-in#provenAccount': { as: 'part', why: 'the account of an address just proven' },
	'newsroom/contact#askTheService': { as: 'open', why: 'anybody may write to the service; limits apply' },
	'newsroom/contact#forgetOldMessages': { as: 'part', why: 'the nightly job acts for nobody' },
	'search/index#indexItem': { as: 'part', why: 'a module’s verb puts what it has just made public into the index' },
	'search/index#indexItems': { as: 'part', why: 'likewise' },
	'search/index#removeItem': { as: 'part', why: 'likewise, for what it takes back' },
	'search/index#reindex': { as: 'part', why: 'the operator’s command and the nightly job' },
	'search/programme#indexProgramme': { as: 'part', why: 'the programme’s own pages, put there at the start' },
	'search/find#search': { as: 'open', why: 'the index holds public things only' },
	'search/find#listRecent': { as: 'open', why: 'likewise' },
	'steering/settings#closedOn': { as: 'open', why: 'public holidays are no secret' }
}
