import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { stringify } from 'yaml'
import { makeSecrets } from './make-secrets'
import { type StackOptions, stackFile } from './stack-file'

const CHANGE_MS = 180_000
const GONE_MS = 90_000

/** The stack file as text. A swarm reads YAML 1.1, where a bare `yes` is no text. */
export function stackText(options: StackOptions): string {
  return stringify(stackFile(options), { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 })
}

/** A stack on the swarm that this engine manages: what a rehearsal needs of it. */
export class Swarm {
  constructor(private readonly options: StackOptions) {}

  /** Makes this engine a swarm of one node, unless it is in one. @returns whether it did */
  static begin(): boolean {
    const isNew = docker('info', '--format', '{{.Swarm.LocalNodeState}}') !== 'active'
    if (isNew) docker('swarm', 'init', '--advertise-addr', '127.0.0.1')
    docker('node', 'update', '--label-add', 'hopcart.data=yes', docker('info', '--format', '{{.Swarm.NodeID}}'))
    return isNew
  }

  static leave(): void {
    docker('swarm', 'leave', '--force')
  }

  deploy(): void {
    makeSecrets(this.options.stack, process.env)
    const folder = mkdtempSync(path.join(tmpdir(), 'hopcart-stack-'))
    try {
      const file = path.join(folder, 'stack.yml')
      writeFileSync(file, stackText(this.options))
      docker('stack', 'deploy', '--detach=true', '--resolve-image', 'never', '--compose-file', file, this.options.stack)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** Resolves when so many replicas run, all healthy. */
  scale(service: string, replicas: number): Promise<unknown> {
    return this.#change('service', 'scale', '--detach=false', `${this.options.stack}_${service}=${replicas}`)
  }

  /** Replaces every task, one after the other; resolves when the swarm says that it has converged. */
  roll(service: string): Promise<unknown> {
    return this.#change('service', 'update', '--force', '--detach=false', `${this.options.stack}_${service}`)
  }

  /** Kills the first container of a service as if it crashed. */
  killOne(service: string): void {
    const [first = ''] = lines('ps', '--quiet', '--filter', `label=com.docker.swarm.service.name=${this.options.stack}_${service}`)
    docker('kill', '--signal', 'SIGKILL', first)
  }

  /** The ids of the tasks that run. */
  running(service: string): string[] {
    const tasks = lines(
      'service',
      'ps',
      '--filter',
      'desired-state=running',
      '--format',
      '{{.ID}} {{.CurrentState}}',
      `${this.options.stack}_${service}`,
    )
    return tasks.filter((task) => / Running /.test(task)).map((task) => task.split(' ')[0] as string)
  }

  /** Removes everything that the stack has, with its data and its secrets. */
  async remove(): Promise<void> {
    const { stack } = this.options
    const ofStack = ['--filter', `label=com.docker.stack.namespace=${stack}`]
    // A network goes when its last task has gone, which `stack rm` does not wait for.
    for (const end = Date.now() + GONE_MS; ; await sleep(500)) {
      await promisify(execFile)('docker', ['stack', 'rm', stack]).catch(() => {})
      const left = [...lines('ps', '--quiet', ...ofStack), ...lines('network', 'ls', '--quiet', ...ofStack)]
      if (left.length === 0) break
      if (Date.now() > end) throw new Error(`The stack ${stack} left ${left.join(', ')}.`)
    }
    // Those of a job that has ended stay.
    const ended = lines('ps', '--quiet', '--all', ...ofStack)
    if (ended.length > 0) docker('rm', ...ended)
    for (const name of lines('volume', 'ls', '--quiet', ...ofStack)) docker('volume', 'rm', name)
    const secrets = lines('secret', 'ls', '--format', '{{.Name}}').filter((name) => name.startsWith(`${stack}-`))
    if (secrets.length > 0) docker('secret', 'rm', ...secrets)
  }

  #change(...args: readonly string[]): Promise<unknown> {
    return promisify(execFile)('docker', args, { timeout: CHANGE_MS })
  }
}

function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 }).trim()
}

function lines(...args: readonly string[]): string[] {
  return docker(...args)
    .split('\n')
    .filter((line) => line !== '')
}
