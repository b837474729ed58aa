import { execFile, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { ROOT } from '../local/settings'

const LAST_LINES = 40
const FILE = path.join(ROOT, 'docker-compose.yml')
/** Which image: nothing of a live stack. */
const KEPT = 'HOPCART_TAG'

export type ComposeOptions = {
  /** Names containers, networks and volumes apart from those of other stacks on this engine. */
  readonly project: string
  readonly profile: string
  readonly env?: Readonly<Record<string, string>>
  readonly onLine?: (line: string) => void
}

/** The variables that docker-compose.yml asks for. */
export function composeVariables(): ReadonlySet<string> {
  return new Set([...readFileSync(FILE, 'utf8').matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name))
}

/** An environment without what could turn a stack under test into somebody's own: its database, its secrets, its settings of compose. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const asked = composeVariables()
  const mayPass = (name: string) => name === KEPT || !(asked.has(name) || name.startsWith('COMPOSE_'))
  return Object.fromEntries(Object.entries(env).filter(([name]) => mayPass(name))) as NodeJS.ProcessEnv
}

/** `docker compose` for one project and profile, as the repository has it: no `.env`, no override file. */
export class Compose {
  readonly project: string
  /** What docker-compose.yml is given. */
  readonly given: Readonly<Record<string, string>>
  readonly #base: readonly string[]
  readonly #env: NodeJS.ProcessEnv
  readonly #onLine: (line: string) => void

  constructor({ project, profile, env = {}, onLine = () => {} }: ComposeOptions) {
    this.project = project
    this.given = env
    this.#base = ['compose', '--file', FILE, '--env-file', '/dev/null', '--project-name', project, '--profile', profile]
    this.#env = { ...withoutSettings(process.env), COMPOSE_PROGRESS: 'plain', ...env }
    this.#onLine = onLine
  }

  /** The same project with another profile, and other settings where they are given. */
  withProfile(profile: string, env: Readonly<Record<string, string>> = {}): Compose {
    return new Compose({ project: this.project, profile, env: { ...this.given, ...env }, onLine: this.#onLine })
  }

  /** Runs one subcommand to its end; fails with the end of what it said. */
  async run(...args: readonly string[]): Promise<void> {
    const child = spawn('docker', [...this.#base, ...args], { cwd: ROOT, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] })
    const tail: string[] = []
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', (line) => {
        tail.push(line)
        if (tail.length > LAST_LINES) tail.shift()
        this.#onLine(line)
      })
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    if (code !== 0) throw new Error(`docker compose ${args.join(' ')} ended with exit code ${code}:\n${tail.join('\n')}`)
  }

  /** The name of a service's container. */
  container(service: string, number = 1): string {
    return `${this.project}-${service}-${number}`
  }

  /** What the project has on this engine: containers, volumes and networks, by name. */
  leftovers(): string[] {
    const filter = ['--filter', `label=com.docker.compose.project=${this.project}`]
    return [
      ...this.containers(),
      ...lines('volume', 'ls', '--format', '{{.Name}}', ...filter),
      ...lines('network', 'ls', '--format', '{{.Name}}', ...filter),
    ]
  }

  /** The services that have a container. */
  services(): string[] {
    const filter = `label=com.docker.compose.project=${this.project}`
    return [...new Set(lines('ps', '--all', '--format', '{{.Label "com.docker.compose.service"}}', '--filter', filter))]
  }

  /** The names of all containers, or of those of one service, running or not. */
  containers(service?: string): string[] {
    const labels = [`com.docker.compose.project=${this.project}`, ...(service ? [`com.docker.compose.service=${service}`] : [])]
    return lines('ps', '--all', '--format', '{{.Names}}', ...labels.flatMap((label) => ['--filter', `label=${label}`]))
  }
}

/** Runs a short docker command and answers what it printed; throws with what it complained about. */
export function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 }).trim()
}

/** The same for a command that takes its time: what else this process does goes on meanwhile. */
export async function longDocker(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)('docker', args, { encoding: 'utf8', timeout: 60_000 })).stdout.trim()
}

function lines(...args: readonly string[]): string[] {
  return docker(...args)
    .split('\n')
    .filter((line) => line !== '')
}
