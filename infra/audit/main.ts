import { spawnSync } from 'node:child_process'
import { ROOT } from '../local/settings'
import { verdictOf } from './verdict'

/** `npm run audit`: whether what a replica runs on has known holes. Fails for those that are high or critical. */
const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--fetch-retries=1', '--fetch-timeout=20000'], {
  cwd: ROOT,
  encoding: 'utf8',
  timeout: 90_000,
  maxBuffer: 2 ** 26,
})
const { ok, text } = verdictOf(error ? JSON.stringify({ error: { code: (error as NodeJS.ErrnoException).code } }) : stdout)
console.log(`npm audit: ${text}`)
if (!ok) process.exitCode = 1
