import type { Environment } from '../../infra/local/child'

/** A page of another origin that the stack lists; nothing runs there, a test answers for it. */
export const APP_ORIGIN = 'http://app.localhost:4321'
/** The hosts under it share a sign-in; no other test asks for one of them. */
export const COOKIE_DOMAIN = 'hopcart.test'

/** How session ids may travel on the stack of e2e/http, beside the usual ways. */
export const TRAVEL: Environment = { CORS_ORIGINS: `${APP_ORIGIN},https://app.example`, COOKIE_DOMAIN }
