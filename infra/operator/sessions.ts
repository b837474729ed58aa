import { Problem } from '../local/problem'
import { askReplicas } from './ask-replicas'
import { readCommand, STACK_HELP, tell } from './command-line'
import { countEnded, describeEnded, type Ended } from './ended'
import { knownSessions, sessionTable, type ToldSession } from './known-sessions'

const HELP = `npm run sessions -- list --user <e-mail or account id>      the user's sessions on the running stack, newest first
npm run sessions -- end <session id>                       ends one of them, at once and on every replica
npm run sessions -- end-all --user <e-mail or account id>  ends all of them, and sign-ins that are under way

An end is forced: unlike a sign-out it does not save the session's cart to the account.
Sessions in cookies (the mode stateless) are in no list; end-all reaches them with STATELESS_REVOCATION=db only.

${STACK_HELP}`

/** `npm run sessions`: lists and ends sessions by asking the replicas, so that it also reaches those in a replica's memory. */
export async function sessions(args: readonly string[]): Promise<void> {
  const asked = readCommand(args, HELP)
  if (!asked) return
  const { action, rest, user, json, stack } = asked
  const [id] = rest
  if (action === 'end' && id && rest.length === 1 && user === undefined) await endOne(id, asked)
  else if ((action === 'list' || action === 'end-all') && user && rest.length === 0) {
    const running = stack()
    if (action === 'list') {
      const answers = await askReplicas<{ sessions: ToldSession[] }>(running, 'sessions', { action, user })
      const known = knownSessions(answers)
      const none = answers.answers.length > 0 ? `${user} has no session.` : 'Nobody answered.'
      tell(json, { sessions: known }, known.length > 0 ? sessionTable(known) : none, answers)
    } else {
      const answers = await askReplicas<Ended>(running, 'sessions', { action, user })
      const ended = countEnded(answers)
      tell(json, ended, `${user}: ${describeEnded(running, ended)}.`, answers)
    }
  } else throw new Problem(HELP, 2)
}

async function endOne(id: string, { json, stack }: NonNullable<ReturnType<typeof readCommand>>): Promise<void> {
  const running = stack()
  const answers = await askReplicas<Ended>(running, 'sessions', { action: 'end', session: id })
  const ended = countEnded(answers)
  const none = `No replica that answered has a session ${id}: it has ended already, or there was none.`
  tell(json, ended, ended.ended > 0 ? `${describeEnded(running, ended)}.` : none, answers)
  if (ended.ended === 0) process.exitCode = 1
}
