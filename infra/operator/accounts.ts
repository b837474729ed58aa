import { Problem } from '../local/problem'
import { askReplicas } from './ask-replicas'
import { readCommand, STACK_HELP, tell } from './command-line'
import { countEnded, describeEnded, type Ended } from './ended'

const HELP = `npm run accounts -- disable --user <e-mail or account id>  closes an account: nobody signs in to it, and its sessions end
npm run accounts -- enable --user <e-mail or account id>   opens it again

The sessions' ends are forced: their carts are not saved. Account, orders and saved cart stay.

${STACK_HELP}`

type Answer = Ended & { readonly user: { readonly id: string; readonly email: string } }

/** `npm run accounts`: closes an account and ends its sessions on every replica, or opens it again. */
export async function accounts(args: readonly string[]): Promise<void> {
  const asked = readCommand(args, HELP)
  if (!asked) return
  const { action, rest, user, json, stack } = asked
  if ((action !== 'disable' && action !== 'enable') || !user || rest.length > 0) throw new Problem(HELP, 2)
  const running = stack()
  const answers = await askReplicas<Answer>(running, 'accounts', { action, user })
  const [first] = answers.answers
  const ended = countEnded(answers)
  const done = action === 'disable' ? `is disabled; ${describeEnded(running, ended)}` : 'is enabled: its user can sign in again'
  const text = first ? `${first.user.email} ${done}.` : `Nobody answered: ${user} is as before, as far as is known.`
  tell(json, { user: first?.user ?? null, ...ended }, text, answers)
}
