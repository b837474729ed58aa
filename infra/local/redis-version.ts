import { execFileSync } from 'node:child_process'
import { findProgram } from './find-program'
import { Problem } from './problem'

/** `cluster-port` and `shutdown-timeout` are of Redis 7.0; what distributions of before 2023 bring (6.0) knows neither. */
const OLDEST = 7

/** @throws Problem when redis-server is too old; one that does not tell its version is let through, and says itself what it misses */
export function requireRedisVersion(): void {
  const program = findProgram('redis-server')
  const [, version, major] = /\bv=((\d+)\.[\d.]+)/.exec(program ? versionOf(program) : '') ?? []
  if (version === undefined || Number(major) >= OLDEST) return
  throw new Problem(
    `redis-server ${version} (${program}) is too old: Redis ${OLDEST} or later is needed. https://redis.io/docs/latest/operate/oss_and_stack/install ` +
      'says how to get it; docker compose brings its own, and without Redis there is: npm start -- db',
  )
}

/** `Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=…` */
function versionOf(program: string): string {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5_000 })
  } catch {
    return ''
  }
}
