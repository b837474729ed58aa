import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { ProfileName } from '../../sessions/modes'
import { docker } from '../docker/compose'
import { Problem } from '../local/problem'
import type { Reply } from './call-replica'
import type { Replica, RunningStack } from './running-stack'

/** The program in the container has 5 s for the replica's answer; this is for Docker and Node around it. */
const EXEC_MS = 15_000

/** The stack of a compose project. @throws Problem when none of its replicas runs, or Docker cannot be asked */
export function composeStack(project: string): RunningStack {
  const rows = containersOf(project).flatMap(([container = '', state = '', service = '', number = '']) => {
    const [, profile] = /^web-(.+)$/.exec(service) ?? []
    return profile ? [{ container, state, profile, name: `web-${number}` }] : []
  })
  const profile = rows.find(({ state }) => state === 'running')?.profile
  if (!profile)
    throw new Problem(
      `The compose project "${project}" runs no replica. Start it with: docker compose --profile redis up --wait\n` +
        'Another project is named with --project; a stack without containers is asked without --compose.',
    )
  const replicas = rows
    .filter((row) => row.profile === profile)
    .map(({ container, state, name }): Replica => {
      const call: Replica['call'] = async (...asked) => {
        if (state !== 'running') throw new Error(`its container is ${state}`)
        return askInside(container, ...asked)
      }
      return { name, call }
    })
  return { profile: profile as ProfileName, replicas: replicas.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })) }
}

/** Name, state, service and number of each container of a project. */
function containersOf(project: string): string[][] {
  const label = (name: string) => `{{.Label "com.docker.compose.${name}"}}`
  const format = ['{{.Names}}', '{{.State}}', label('service'), label('container-number')].join(' ')
  try {
    const all = docker('ps', '--all', '--filter', `label=com.docker.compose.project=${project}`, '--format', format)
    return all.split('\n').map((line) => line.split(' '))
  } catch (cause) {
    const { code, stderr, message } = cause as NodeJS.ErrnoException & { stderr?: string }
    const why = code === 'ENOENT' ? 'there is no docker on this machine' : stderr?.trim() || message
    throw new Problem(`Docker cannot be asked for the compose project "${project}": ${why}`, 1, { cause })
  }
}

/** From inside its container: a replica has no port outside, and its secret does not leave it. */
async function askInside(container: string, call: string, body: object): Promise<Reply> {
  const child = spawn('docker', ['exec', '-i', container, 'node', 'docker/call-internal.mjs', call], { timeout: EXEC_MS })
  child.stdin.on('error', () => {}) // it ended before it read: its exit tells
  child.stdin.end(JSON.stringify(body))
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  const [said, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code === 0) return JSON.parse(said)
  throw new Error(complaint.trim() || (code === null ? `no answer in ${EXEC_MS / 1000} s` : `docker exec ended with exit code ${code}`))
}
