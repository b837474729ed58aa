import type { OwnSession } from '@/auth/own-sessions'
import { Notice } from '@/components/ui/notice'
import { modeOf } from '@/sessions'
import { pageSession } from '@/sessions/request'
import type { FormState } from '@/web/actions/form-state'
import { FormSummary } from '../form-summary'
import { EndOthersForm } from './end-session-form'
import { SessionCard } from './session-card'

type Props = {
  sessions: readonly OwnSession[]
  isComplete: boolean
  /** How many were just ended; null when that is not what brought the user here. */
  ended: number | null
  refused: FormState
}

/** "Where you are signed in": the user's sessions, this one first, with ways to end the others. */
export async function SignedInAtPanel({ sessions, isComplete, ended, refused }: Props) {
  const { title } = modeOf((await pageSession()).mode)
  const others = sessions.filter(({ isThis }) => !isThis)
  const inOrder = [...sessions.filter(({ isThis }) => isThis), ...others]
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
          <Notice tone="success">{endedText(ended)}</Notice>
        </div>
      ) : null}
      {isComplete ? null : (
        <p className="mt-4 rounded-2xl bg-white/8 p-4">
          In this mode each replica knows its own sessions only. These are those of the one that made this page; others may know more, and
          what you end here ends here only.
        </p>
      )}
      <ul className="mt-5 grid gap-3">
        {inOrder.map((session) => (
          <li key={session.id}>
            <SessionCard session={session} />
          </li>
        ))}
      </ul>
      {others.length > 0 ? <EndOthersForm /> : null}
    </section>
  )
}

function endedText(count: number): string {
  if (count === 0) return 'Nothing else was signed in any more.'
  return count === 1 ? 'One session is signed out.' : `${count} sessions are signed out.`
}
