import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../infra/local/child'

/** The folder of a stack's directory that has what its replicas have said to each other, where the search for tokens looks. */
const FOLDER = 'wire'
const PRELOADED = fileURLToPath(new URL('record-wire.cjs', import.meta.url))

/** Whether a place of the search is from there. */
export const isWire = (place: string) => place.startsWith(`${FOLDER}${path.sep}`)

/** Whether somebody listens in on a stack. */
export const isTapped = (directory: string | null) => directory !== null && existsSync(path.join(directory, FOLDER))

/** What replicas must be given so that all they say to each other is kept in a stack's directory. */
export function wiretap(directory: string): Environment {
  const folder = path.join(directory, FOLDER)
  mkdirSync(folder, { recursive: true })
  return { NODE_OPTIONS: `--require ${JSON.stringify(PRELOADED)}`, WIRETAP: folder }
}
