import { headers } from 'next/headers'
import { isMode, type ModeName } from '../index'
import { openedStores } from './opened-stores'

/** The header by which the balancer tells the mode; it overwrites whatever the client sent. */
const MODE_HEADER = 'x-mode'

/** By this one it tells in the lab for which shopper of the Lab's page a request is; it overwrites that one, too. */
const SHOPPER_HEADER = 'x-shopper'

/** The mode of this request. Without a balancer in front (development), or with a mode that is not open here: the default of SESSION_STORE. */
export async function requestMode(): Promise<ModeName> {
  return modeSaid((await headers()).get(MODE_HEADER))
}

/** The mode that the balancer's header `x-mode` names. */
export function modeSaid(asked: string | null): ModeName {
  const stores = openedStores()
  return asked && isMode(asked) && stores.has(asked) ? asked : stores.defaultMode
}

/** For whom of the Lab's shoppers this request is, 1 to 3, each with a session of their own; 1 for all that say nothing, and outside the lab. */
export async function requestShopper(): Promise<number> {
  return shopperSaid((await headers()).get(SHOPPER_HEADER))
}

/** The shopper that the balancer's header `x-shopper` names. */
export function shopperSaid(asked: string | null): number {
  return isLab() && (asked === '2' || asked === '3') ? Number(asked) : 1
}

/** Whether the browser may choose the mode: only in the lab. */
export function isLab(): boolean {
  return openedStores().isLab
}
