import config from '../../../next.config'

const [everywhere] = (await config.headers?.()) ?? []

/** What next.config.ts sends with every answer, by lower-case name. nginx (headers.conf) must send just that. */
export const NEXT_HEADERS: Readonly<Record<string, string>> = Object.fromEntries(
  (everywhere?.headers ?? []).map(({ key, value }) => [key.toLowerCase(), value]),
)
