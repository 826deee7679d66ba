import type { Role } from '#platform/ctx'
import type { MessageKey } from '#platform/i18n'

/** The message that names a role on screen. */
export const roleName = (role: Role): MessageKey => `identity.role.${role}`
