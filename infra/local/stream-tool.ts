import { spawn } from 'node:child_process'
import type { Environment } from './child'
import { ROOT } from './settings'

/** Set for a launcher under test; a suite must not inherit them. */
const NOT_INHERITED = ['HOPCART_SERVER', 'HOPCART_DATA', 'PORT', 'REPLICAS', 'DEMO', 'NODE_ENV']

/** Runs a command with its output on our screen; true when it ended well. On SIGINT and SIGTERM it ends first, then we do. */
export async function streamTool(command: string, args: readonly string[], env: Environment = {}): Promise<boolean> {
  const inherited: Record<string, string | undefined> = { ...process.env }
  for (const name of NOT_INHERITED) delete inherited[name]
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...inherited, ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  let interrupted = false
  const interrupt = () => {
    interrupted = true // from the keyboard the child has got it, too
  }
  const end = () => {
    interrupted = true
    child.kill('SIGTERM')
  }
  process.on('SIGINT', interrupt).on('SIGTERM', end)
  try {
    const ok = await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve(code === 0))
    })
    if (interrupted) process.exit(130)
    return ok
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', end)
  }
}
