import { Problem } from '../../infra/local/problem'
import { abortTools } from '../../infra/local/run-tool'

/** Ctrl-C, or whatever else asks us to stop: `signal` is for what starts things, `promise` rejects and is for what waits. */
type Interruption = { readonly signal: AbortSignal; readonly promise: Promise<never> }

export const interruption = listen()

function listen(): Interruption {
  const abort = new AbortController()
  const promise = new Promise<never>((_, reject) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(name, () => {
        abort.abort()
        abortTools()
        reject(new Problem(`Stopped by ${name}.`))
      })
  })
  promise.catch(() => {})
  return { signal: abort.signal, promise }
}
