import { createHash } from 'node:crypto'
import { ADMIT, END_OR_BAR, FENCE_OFF, LOOK } from './lua/by-slot'
import { CHANGE } from './lua/change'
import { CREATE, CREATE_IN_SLOT } from './lua/create'
import { END, END_ALL, END_IN_SLOT } from './lua/end'
import { LIST } from './lua/list'
import { READ } from './lua/read'
import { RENEW, RENEW_IN_SLOT } from './lua/renew'

/** A script and the SHA-1 that Redis knows it by, worked out once. */
export type Script = { readonly lua: string; readonly sha: string }

const script = (lua: string): Script => ({ lua, sha: createHash('sha1').update(lua).digest('hex') })

/** Each call's, for keys that one master has all. */
export const SCRIPTS = {
  create: script(CREATE),
  read: script(READ),
  change: script(CHANGE),
  renew: script(RENEW),
  end: script(END),
  endAll: script(END_ALL),
  list: script(LIST),
} as const

/** Their parts for a cluster, each for keys of one slot. */
export const SLOT_SCRIPTS = {
  admit: script(ADMIT),
  create: script(CREATE_IN_SLOT),
  renew: script(RENEW_IN_SLOT),
  look: script(LOOK),
  end: script(END_IN_SLOT),
  fenceOff: script(FENCE_OFF),
  endOrBar: script(END_OR_BAR),
} as const

export const ALL_SCRIPTS: readonly Script[] = [...Object.values(SCRIPTS), ...Object.values(SLOT_SCRIPTS)]
