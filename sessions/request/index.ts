/** The Next side of the session layer: cookie ↔ session of this request. The one place that knows next/headers. */
import { cache } from 'react'
import { openRequestSession } from './request-session'

export { sessionCookieName, sessionCookieOptions } from './cookie'
export { isLab, requestMode } from './mode'
export { openedStores } from './opened-stores'
export { newChangeId, openRequestSession, type RequestSession } from './request-session'

/** The session while a page renders: opened and read once, however many components ask. */
export const pageSession = cache(openRequestSession)
