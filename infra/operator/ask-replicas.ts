import { Problem } from '../local/problem'
import type { Call, Reply } from './call-replica'
import type { RunningStack } from './running-stack'

type Trouble = { readonly replica: string; readonly mode?: string; readonly detail: string }

/** What the replicas answered, and what is missing in it: replicas that did not answer, stores that those who did could not reach. */
export type Answers<T> = { readonly answers: readonly (T & { readonly replica: string })[]; readonly problems: readonly Trouble[] }

/**
 * Asks all replicas of a stack at once: where they do not share their sessions each knows only its own, and where they do one of them ends a
 * session and the others find it ended.
 * @throws Problem when what was asked is wrong (an unknown user)
 */
export async function askReplicas<T extends object>({ replicas }: RunningStack, call: Call, body: object): Promise<Answers<T>> {
  const answers: (T & { replica: string })[] = []
  const problems: Trouble[] = []
  const replies = await Promise.all(
    replicas.map(async ({ name, call: ask }) => ({ name, reply: await ask(call, body).catch((error: Error) => error) })),
  )
  for (const { name: replica, reply } of replies) {
    if (reply instanceof Error) {
      problems.push({ replica, detail: `it did not answer: ${reply.message}` })
      continue
    }
    const { status, body: said } = reply
    if (status === 200) {
      answers.push({ ...(said as T), replica })
      for (const each of said.problems as Omit<Trouble, 'replica'>[]) problems.push({ replica, ...each })
    } else if (said.code === 'unknown-account' || said.code === 'invalid-input') throw new Problem(String(said.detail))
    else problems.push({ replica, detail: refusal(reply) })
  }
  return { answers, problems }
}

function refusal({ status, body }: Reply): string {
  if (body.code === 'unknown-route')
    return 'it does not take our key: it was started with another NEXTAUTH_SECRET, or is of an older version'
  return `it answered ${status}: ${body.detail ?? body.title ?? 'no reason given'}`
}
