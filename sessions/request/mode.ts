import { headers } from 'next/headers'
import { isMode, type ModeName } from '../index'
import { openedStores } from './opened-stores'

/** The header by which the balancer tells the mode; it overwrites whatever the client sent. */
const MODE_HEADER = 'x-mode'

/** The mode of this request. Without a balancer in front (development), or with a mode that is not open here: the default of SESSION_STORE. */
export async function requestMode(): Promise<ModeName> {
  const asked = (await headers()).get(MODE_HEADER)
  const stores = openedStores()
  return asked && isMode(asked) && stores.has(asked) ? asked : stores.defaultMode
}

/** Whether the browser may choose the mode: only in the lab. */
export function isLab(): boolean {
  return openedStores().isLab
}
