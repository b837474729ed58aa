import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { keepSecrets, SECRET_FILES } from '../docker/secrets'
import { Problem } from '../local/problem'
import { secretName } from './stack-file'

/**
 * Puts into the swarm what the stack's services must have as secrets: those of the environment, else made here, as the service `secrets` of
 * docker-compose.yml does. What is there stays: nobody can read it again. A swarm keeps them encrypted, and gives them to the containers that ask.
 *
 * @returns a line for each variable, never with a value
 * @throws Problem when the swarm has one half of what belongs together (a password, and the same for the server)
 */
export function makeSecrets(stack: string, env: NodeJS.ProcessEnv): string[] {
  const there = new Set(run(['secret', 'ls', '--format', '{{.Name}}']).split('\n'))
  const folder = mkdtempSync(path.join(tmpdir(), 'hopcart-secrets-'))
  try {
    for (const file of Object.values(SECRET_FILES).flat()) mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    keepSecrets(env, folder)
    return Object.entries(SECRET_FILES).map(([variable, files]) => {
      const names = files.map((file) => secretName(stack, file))
      const missing = names.filter((name) => !there.has(name))
      if (missing.length === 0) return `${variable}: kept${env[variable] ? ', not changed: a secret of a swarm cannot be' : ''}`
      if (missing.length < names.length)
        throw new Problem(
          `The swarm has a part of ${variable} only: remove it (docker secret rm ${names.filter((name) => there.has(name)).join(' ')}).`,
        )
      for (const file of files) run(['secret', 'create', secretName(stack, file), '-'], readFileSync(path.join(folder, file), 'utf8'))
      return `${variable}: ${env[variable] ? 'from the environment' : 'made'}`
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(args: readonly string[], input?: string): string {
  return execFileSync('docker', args, { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'inherit'], timeout: 30_000 }).trim()
}
