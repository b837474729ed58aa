'use client'

import { Shape, shapeOf } from '@/components/ui/shapes'
import { replicaLetter, replicaNumber, shortId } from '@/lab/names'
import { isMode, modeOf } from '@/sessions/modes'
import type { LabAnswer } from './lab-bar-answer'
import type { Seen } from './use-lab-answer'

/** A replica as people see it: its shape and its letter. */
export function ReplicaName({ replica }: { replica: string }) {
  const number = replicaNumber(replica)
  return (
    <span className="lab-replica">
      <Shape name={shapeOf(Math.max(0, number - 1))} outlined />
      <span>Replica {replicaLetter(replica)}</span>
    </span>
  )
}

/** Where an anomaly comes from: a replica that knows something else, or a cookie that another answer has overwritten. */
function whyOf({ mode, replica, id }: LabAnswer): string {
  if (isMode(mode) && modeOf(mode).promise.durable === 'in-browser') return 'the answer to another tab has overwritten the cookie'
  return `replica ${replicaLetter(replica)} ${id ? 'knows another session' : 'does not know the session'}`
}

/** What the replica believes of this browser, and in red what vanished since the answer before. */
export function LabBarFacts({ answer, anomaly }: Seen) {
  if (!answer.reached) return <span className="lab-fact">cannot reach the session store</span>
  return (
    <>
      <span className="lab-fact">{answer.signedIn ? 'Signed in' : 'Signed out'}</span>
      <span className="lab-fact">
        Cart <span className="tabular-nums">{answer.cartCount}</span>
      </span>
      <span role="status" className="contents">
        {anomaly ? (
          <span key={answer.at} className="lab-anomaly">
            {anomaly}
            <span className="lab-why">: {whyOf(answer)}</span>
          </span>
        ) : null}
      </span>
      <span className="lab-session">{answer.id ? `session ${shortId(answer.id)}` : 'no session'}</span>
    </>
  )
}
