import { parseArgs } from 'node:util'
import { explain, Problem } from './problem'

const USAGE = `npm start [-- <mode>]   the shop on several replicas; PORT (8080), REPLICAS (3), DEMO (1), HOPCART_DATA (.data)
npm test [-- <suite>…]  all suites: check, unit, build, e2e
npm run test:compose [-- <mode>…]  the stories in containers
npm run sessions, npm run accounts  for operators of a running stack (-- --help)`

/** The launcher's command line; `bootstrap.mjs` has made sure of Node and of the packages. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const [operators, ...theirs] = args
    if (operators === 'sessions') await (await import('../operator/sessions')).sessions(theirs)
    else if (operators === 'accounts') await (await import('../operator/accounts')).accounts(theirs)
    else await launch(args)
  } catch (error) {
    const wrongOption = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
    console.error(wrongOption ? `${(error as Error).message}\n${USAGE}` : explain(error))
    process.exitCode = wrongOption ? 2 : error instanceof Problem ? error.exitCode : 1
  }
  process.exit() // whatever a library still has open (a pool that waits out its idle time) is no reason to stay
}

async function launch(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  })
  const [command, ...rest] = positionals
  if (values.help) console.log(USAGE)
  else if (command === 'start') await (await import('./start')).start(rest)
  else if (command === 'test') await (await import('./test')).test(rest)
  else if (command === 'test:compose') await (await import('../docker/test-compose')).testCompose(rest)
  else throw new Problem(`Use:\n${USAGE}`, 2)
}
