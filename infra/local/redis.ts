import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { type Child, type ChildOptions, startChild, untilReady } from './child'
import { findProgram } from './find-program'

export type RedisOptions = Pick<ChildOptions, 'onLine' | 'onStart'> & {
  readonly directory: string
  readonly port: number
  /** Nothing is written to the disk; for tests. */
  readonly throwaway?: boolean
}

export type Redis = { readonly child: Child; readonly url: string }

/** Starts a private redis-server on 127.0.0.1; it keeps its data in an append-only file that is flushed every second. */
export async function startRedis({ directory, port, throwaway, onLine, onStart }: RedisOptions): Promise<Redis> {
  mkdirSync(directory, { recursive: true })
  const persistence = throwaway ? ['--appendonly', 'no'] : ['--appendonly', 'yes', '--appendfsync', 'everysec']
  const child = await startChild({
    name: 'redis',
    command: findProgram('redis-server') ?? 'redis-server',
    args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, '--save', '', '--daemonize', 'no', ...persistence],
    cwd: directory,
    env: process.env,
    onLine,
    onStart,
  })
  try {
    await untilReady(child, () => pongs(port), 30_000)
  } catch (error) {
    await child.stop('SIGTERM', 5_000)
    throw error
  }
  return { child, url: `redis://127.0.0.1:${port}` }
}

/** Whether Redis answers PING on this port; while it loads its file it answers -LOADING instead. */
export function pongs(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.on('error', () => {})
    socket.once('close', () => resolve(false))
  })
}
