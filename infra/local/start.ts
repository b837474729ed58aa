import { progressTo } from './progress'
import { abortTools } from './run-tool'
import { readSettings, type Settings } from './settings'
import { type Stack, startStack } from './stack'

/** On Ctrl-C the terminal signals npm and us, and npm passes it on: that is once, not twice. */
const TWICE_MS = 700

/** `npm start`: starts a stack, says what to try, and stops it in order on Ctrl-C, SIGTERM or a closed terminal; a second Ctrl-C kills. */
export async function start(args: readonly string[]): Promise<void> {
  const settings = readSettings(args, process.env)
  const progress = progressTo(process.stdout)
  const abort = new AbortController()
  let stack: Stack | null = null
  let asked = 0 // when
  let stopped: () => void = () => {}
  const untilStopped = new Promise<void>((resolve) => {
    stopped = resolve
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked === 0) {
        asked = Date.now()
        progress.say('\nStopping … (once more to kill)')
        abort.abort()
        abortTools()
        void stack?.stop().then(stopped)
      } else if (Date.now() - asked > TWICE_MS) {
        stack?.stopNow()
        if (!stack) process.exit(130) // the watchdog takes what has started
      }
    })
  }
  try {
    stack = await startStack({
      mode: settings.mode,
      port: settings.port,
      replicas: settings.replicas,
      demo: settings.demo,
      dataDir: settings.dataDirectory,
      progress,
      show: (line) => stack && progress.say(line), // until then the steps tell; a failure brings its last lines along
      signal: abort.signal,
    })
  } catch (error) {
    if (!abort.signal.aborted) throw error
    process.exitCode = 130
    return
  }
  if (abort.signal.aborted) return void (await stack.stop())
  progress.say(welcome(stack, settings))
  await untilStopped
  progress.say('Everything is stopped.')
}

function welcome(stack: Stack, { mode, demo, dataDirectory }: Settings): string {
  const replica = stack.state().replicas.at(-1)
  return `
  Hopcart is at ${stack.url}   (mode: ${mode})

  ${demo ? 'Sign in as demo@example.com with hopcart-demo, fill the cart, and reload: each answer tells its replica.' : 'Fill the cart and reload: each answer tells its replica.'}
  Kill one and go on shopping:  kill -9 ${replica?.pid}   (${replica?.name}; all pids are in ${dataDirectory}/stack.json)
  Another mode:                 npm start -- sticky
  Stop:                         Ctrl-C
`
}
