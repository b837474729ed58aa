/** The Next side of the session layer: cookie ↔ session of this request. The one place that knows next/headers. */
import { cache } from 'react'
import { openRequestSession } from './open-request-session'

export { cookieAtTheDoor, shownAtTheDoor } from './at-the-door'
export { type Looks, saysBearer, tokenInAddress } from './bearer'
export { cookieNameFor, sentToken, sessionCookieName, sessionCookieOptions } from './cookie'
export { isLab, modeSaid, requestMode, requestShopper, shopperSaid } from './mode'
export { newChangeId, openRequestSession } from './open-request-session'
export { openedStores } from './opened-stores'
export type { RequestSession } from './request-session'
export { logSecurity } from './security-log'
export { lifeOf, type SessionLife } from './session-life'
export { sessionSettings } from './settings'
export { onStoreCall, type StoreCall } from './store-calls'
export { isKept, isTokenOld } from './token-age'

/** The session while a page renders: opened and read once, however many components ask. */
export const pageSession = cache(() => openRequestSession())
