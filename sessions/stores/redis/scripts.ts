import { createHash } from 'node:crypto'
import { CHANGE } from './lua/change'
import { CREATE } from './lua/create'
import { END, END_ALL } from './lua/end'
import { LIST } from './lua/list'
import { READ } from './lua/read'
import { RENEW } from './lua/renew'

/** A script and the SHA-1 that Redis knows it by, worked out once. */
export type Script = { readonly lua: string; readonly sha: string }

const script = (lua: string): Script => ({ lua, sha: createHash('sha1').update(lua).digest('hex') })

export const SCRIPTS = {
  create: script(CREATE),
  read: script(READ),
  change: script(CHANGE),
  renew: script(RENEW),
  end: script(END),
  endAll: script(END_ALL),
  list: script(LIST),
} as const
