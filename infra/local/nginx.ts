import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { type NginxSettings, renderNginx } from '../nginx/render'
import { type Child, type ChildOptions, startChild, untilReady } from './child'
import { findProgram } from './find-program'

export type NginxOptions = Omit<NginxSettings, 'runDirectory' | 'listen'> &
  Pick<ChildOptions, 'onLine' | 'onStart'> & {
    /** For its configuration, pid and temporary files. */
    readonly directory: string
    readonly hosts: readonly string[]
    readonly port: number
  }

/** Starts a private nginx with our template; unprivileged unless we are root (its workers then run as nobody). */
export async function startNginx(options: NginxOptions): Promise<Child> {
  const { directory, hosts, port, onLine, onStart, ...settings } = options
  mkdirSync(directory, { recursive: true })
  const listen = hosts.map((host) => `${host.includes(':') ? `[${host}]` : host}:${port}`)
  const file = path.join(directory, 'nginx.conf')
  writeFileSync(file, renderNginx({ ...settings, runDirectory: directory, listen }))
  const child = await startChild({
    name: 'nginx',
    command: findProgram('nginx') ?? 'nginx',
    args: ['-e', 'stderr', '-p', directory, '-c', file],
    onLine: onLine && ((line) => onLine(withoutQueries(line))),
    onStart,
  })
  try {
    await untilReady(child, () => accepts(hosts[0] ?? '127.0.0.1', port), 10_000)
  } catch (error) {
    await child.stop('SIGTERM', 3_000)
    throw error
  }
  return child
}

/** nginx quotes the whole request in its error log; a query string may carry what no log should hold. */
function withoutQueries(line: string): string {
  return line.replace(/\?[^\s"]*/g, '?…')
}

/** Whether somebody accepts connections there. */
export function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    const done = (answer: boolean) => {
      resolve(answer)
      socket.destroy()
    }
    socket.once('connect', () => done(true)).once('error', () => done(false))
    socket.setTimeout(1_000, () => done(false))
  })
}
