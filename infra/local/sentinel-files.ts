import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** What the Sentinels call the one master that they watch. */
export const MASTER_NAME = 'mymaster'

/**
 * Which server (its folder below `directory`) was the master when the servers were last there, by the files that they keep themselves: a
 * Sentinel writes a new master's address down as soon as it knows of it, with an epoch that grows by each failover, and a server its port.
 * That holds also when all of them were killed at once. Null when there were none.
 */
export function lastMaster(directory: string): string | null {
  const known = foldersOf(directory, 'sentinel-').flatMap((name) => {
    const text = read(path.join(directory, name, 'sentinel.conf'))
    const [, port] = new RegExp(`^sentinel monitor ${MASTER_NAME} "?\\S+?"? (\\d+) `, 'm').exec(text) ?? []
    const [, epoch = '0'] = new RegExp(`^sentinel config-epoch ${MASTER_NAME} (\\d+)`, 'm').exec(text) ?? []
    return port ? [{ port, epoch: Number(epoch) }] : []
  })
  const newest = known.sort((one, other) => other.epoch - one.epoch)[0]
  const portOf = (name: string) => /^port (\d+)/m.exec(read(path.join(directory, name, 'redis.conf')))?.[1]
  return foldersOf(directory, 'redis-ha-').find((name) => newest && portOf(name) === newest.port) ?? null
}

function foldersOf(directory: string, prefix: string): string[] {
  try {
    return readdirSync(directory).filter((name) => name.startsWith(prefix))
  } catch {
    return []
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // it was never started
  }
}
