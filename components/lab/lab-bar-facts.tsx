'use client'

import { Shape, shapeOf } from '@/components/ui/shapes'
import { replicaLetter, replicaNumber, shortId } from './lab-bar-answer'
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
            <span className="lab-why">
              : replica {replicaLetter(answer.replica)} {answer.id ? 'knows another session' : 'does not know the session'}
            </span>
          </span>
        ) : null}
      </span>
      <span className="lab-session">{answer.id ? `session ${shortId(answer.id)}` : 'no session'}</span>
    </>
  )
}
