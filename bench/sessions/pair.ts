import type { Family, Role } from './contestant'

/** What browsers ask of a shop's session layer, through one replica. A cookie stands for the browser that holds it. */
export type Client = {
  /** Makes a guest's session with an empty cart, and answers its cookie. */
  begin(): Promise<string>
  /** Puts one more of a product in the cart; resolves when the browser is told that it is done. */
  add(cookie: string, product: string): Promise<void>
  /** Answers the new cookie. */
  signIn(cookie: string, userId: string): Promise<string>
  signOut(cookie: string): Promise<void>
  /** What a request with this cookie finds in its session; null: the cookie is nobody's. */
  cart(cookie: string): Promise<ReadonlyMap<string, number> | null>
}

/** Two replicas on the same sessions. */
export type Pair = {
  readonly family: Family
  readonly role: Role
  readonly name: string
  readonly clients: readonly [Client, Client]
  close(): Promise<void>
}
