import { execFile } from 'node:child_process'
import { ROOT } from '../../infra/local/settings'
import type { Stack } from '../../infra/local/stack'

export type Told = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

/** Runs an operator's command on a stack, as `npm run sessions -- …` does. */
export function operate(stack: Stack, command: 'sessions' | 'accounts', ...args: readonly string[]): Promise<Told> {
  const { args: where, env } = stack.operator
  const options = { cwd: ROOT, env: { ...process.env, ...env }, timeout: 45_000 }
  return new Promise((resolve, reject) => {
    const all = ['infra/local/bootstrap.mjs', command, ...args, ...where]
    execFile(process.execPath, all, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error)
      else resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}
