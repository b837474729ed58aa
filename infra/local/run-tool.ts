import { spawn } from 'node:child_process'
import type { Environment } from './child'
import { ROOT } from './settings'

const running = new Set<() => void>()
const TAIL = 60
process.once('exit', abortTools)

/** Runs a command to its end; when it fails, the error carries the end of its output. */
export async function runTool(command: string, args: readonly string[], env: Environment = {}): Promise<string> {
  // In a process group of its own: the builder has workers, and all of them must go when we are stopped.
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const abort = () => child.pid && process.kill(-child.pid, 'SIGTERM')
  running.add(abort)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => (code === 0 ? resolve() : reject(new Error(`it ended with ${signal ?? `exit code ${code}`}`))))
    })
    return output
  } catch (cause) {
    const end = output.trimEnd().split('\n').slice(-TAIL).join('\n')
    throw new Error(`${[command, ...args].join(' ')}: ${(cause as Error).message}\n${end}`, { cause })
  } finally {
    running.delete(abort)
  }
}

/** Ends the commands that are still running; for when we are asked to stop. */
export function abortTools(): void {
  for (const abort of running) abort()
}
