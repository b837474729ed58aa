import type { Others, SignedInAt } from '@/auth/own-sessions'
import { Notice } from '@/components/ui/notice'
import { modeOf } from '@/sessions'
import { pageSession } from '@/sessions/request'
import type { FormState } from '@/web/actions/form-state'
import { FormSummary } from '../form-summary'
import { EndOthersForm } from './end-session-form'
import { SessionCard } from './session-card'

type Props = Pick<SignedInAt, 'sessions' | 'others'> & {
  /** How many were just ended; null when that is not what brought the user here. */
  ended: number | null
  refused: FormState
}

/** "Where you are signed in": the user's sessions, this one first, with ways to end the others. */
export async function SignedInAtPanel({ sessions, others, ended, refused }: Props) {
  const { title } = modeOf((await pageSession()).mode)
  const elsewhere = sessions.filter(({ isThis }) => !isThis)
  const inOrder = [...sessions.filter(({ isThis }) => isThis), ...elsewhere]
  return (
    <section
      id="sessions"
      aria-labelledby="sessions-title"
      className="on-dark-tile scroll-mt-6 rounded-stage bg-night p-5 text-[#eef0ea] sm:p-8"
    >
      <h2 id="sessions-title" className="text-2xl">
        Where you are signed in
      </h2>
      <p className="mt-1 text-[#c3c9d5]">
        Kept in: <span className="font-semibold text-[#eef0ea]">{title}</span>
      </p>
      {refused?.message ? (
        <div className="mt-4 rounded-2xl bg-card text-ink">
          <FormSummary state={refused} labels={{}} />
        </div>
      ) : null}
      {ended !== null && !refused ? (
        <div className="mt-4 rounded-2xl bg-card text-ink">
          <Notice tone="success">{endedText(ended, others)}</Notice>
        </div>
      ) : null}
      {others === 'listed' ? null : <p className="mt-4 rounded-2xl bg-white/8 p-4">{LIMITS[others]}</p>}
      <ul className="mt-5 grid gap-3">
        {inOrder.map((session) => (
          <li key={session.id}>
            <SessionCard session={session} />
          </li>
        ))}
      </ul>
      {elsewhere.length > 0 || others === 'unlisted' ? <EndOthersForm /> : null}
    </section>
  )
}

/** What the list cannot hold, by the kind of mode. */
const LIMITS: Record<Exclude<Others, 'listed'>, string> = {
  'of-one-replica':
    'In this mode each replica knows its own sessions only. These are those of the one that made this page; others may know more, and what you end here ends here only.',
  unlisted:
    'In this mode a session is a sealed cookie in its browser, and the shop keeps no list: you see this one only. All others can be ended together, not one by one.',
  'out-of-reach':
    'In this mode a session is a sealed cookie in its browser, and the shop keeps nothing of it. It can neither list your other sessions nor end them, not even by a new password: each ends at its own time. Signing out takes the cookie from this browser; a copy of it would go on.',
}

function endedText(count: number, others: Others): string {
  if (others === 'unlisted') return 'Whatever else was signed in is signed out.'
  if (others === 'out-of-reach') return 'In this mode nothing else could be signed out.'
  if (count === 0) return 'Nothing else was signed in any more.'
  return count === 1 ? 'One session is signed out.' : `${count} sessions are signed out.`
}
