import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { SHARED_DATA } from '../../infra/local/settings'

/** The beginning of a folder for one run's data, on a real disk. */
export function runFolder(name: string): string {
  const parent = path.join(SHARED_DATA, 'bench')
  mkdirSync(parent, { recursive: true })
  return path.join(parent, `run-${name}`)
}
