import { parseArgs } from 'node:util'
import { Problem } from '../local/problem'
import { readSettings } from '../local/settings'
import type { Answers } from './ask-replicas'
import { composeStack } from './compose-replicas'
import { localStack } from './local-replicas'
import type { RunningStack } from './running-stack'

/** What every operator's command takes beside its own. */
export const STACK_HELP = `  --json             for programs (npm run --silent …)
  --compose          the stack of containers, instead of the local one in HOPCART_DATA (.data)
  --project <name>   its compose project (hopcart)

Every replica is asked. One that does not answer in 5 s is named, and the exit code is 1.`

const SESSION_ID = /^[\w-]{8}\.[\w-]{43}$/

export type Asked = {
  readonly action: string
  readonly rest: readonly string[]
  readonly user: string | undefined
  readonly json: boolean
  readonly stack: () => RunningStack
}

/** Reads the arguments of an operator's command; null when its help was asked for and has been printed. @throws Problem (exit code 2) */
export function readCommand(args: readonly string[], help: string): Asked | null {
  const options = {
    user: { type: 'string' },
    json: { type: 'boolean', default: false },
    compose: { type: 'boolean' },
    project: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const
  try {
    // A session id may begin with a dash, and is no option for that.
    const [ids, others] = [args.filter((each) => SESSION_ID.test(each)), args.filter((each) => !SESSION_ID.test(each))]
    const { values, positionals } = parseArgs({ args: [...others, '--', ...ids], allowPositionals: true, options })
    const [action, ...rest] = positionals
    if (values.help) {
      console.log(help)
      return null
    }
    if (!action) throw new Problem(help, 2)
    const { user, json, compose, project } = values
    const stack = () =>
      compose || project
        ? composeStack(project ?? (process.env.COMPOSE_PROJECT_NAME || 'hopcart'))
        : localStack(readSettings([], process.env).dataDirectory)
    return { action, rest, user, json, stack }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(`${(error as Error).message}\n\n${help}`, 2)
  }
}

/** Prints an answer, for people or (`--json`) for programs, and what is missing in it. */
export function tell(json: boolean, forPrograms: object, forPeople: string, { problems }: Pick<Answers<object>, 'problems'>): void {
  console.log(json ? JSON.stringify({ ...forPrograms, problems }, null, 2) : forPeople)
  if (problems.length === 0) return
  process.exitCode = 1
  if (!json) for (const { replica, mode, detail } of problems) console.error(`${replica}${mode ? `, ${mode}` : ''}: ${detail}`)
}
