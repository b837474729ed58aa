/** A thief takes a copy of this browser's session cookie, and later uses it from elsewhere. */
export type ThiefOrder = { readonly do: 'steal' } | { readonly do: 'use'; readonly loot: string }
/** The copy, sealed, so that the page never sees a token; null: there was no cookie to take. */
export type Loot = { readonly loot: string | null }
/** What the shop answered the thief. */
export type ThiefReport = {
  readonly replica: string
  readonly status: number
  readonly user: string | null
  readonly cartCount: number
}
