import type { ReactNode } from 'react'
import type { OwnSession } from '@/auth/own-sessions'
import { Badge } from '@/components/ui/badge'
import { LocalTime } from '../local-time'
import { DeviceIcon } from './device-icon'
import { EndSessionForm } from './end-session-form'

/** One of the user's sessions; every one but this can be ended. */
export function SessionCard({ session }: { session: OwnSession }) {
  const { id, device, network, createdAt, lastSeenAt, expiresAt, isKept, isThis } = session
  return (
    <article className="rounded-2xl bg-white/8 p-4 sm:p-5">
      <div className="flex items-start gap-3">
        <DeviceIcon device={device} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 id={`device-${id}`} className="text-lg leading-snug wrap-anywhere">
              {device}
            </h3>
            {isThis ? <Badge tone="sun">This one</Badge> : null}
          </div>
          <p className="text-sm wrap-anywhere text-[#c3c9d5]">from {network}</p>
        </div>
      </div>
      <dl className="mt-3 grid gap-x-4 gap-y-2 sm:grid-cols-2 lg:grid-cols-1 xl:grid-cols-2">
        <Fact label="Began">
          <span id={`began-${id}`}>
            <LocalTime iso={createdAt} style="short" />
          </span>
        </Fact>
        <Fact label="Last seen">
          <LocalTime iso={lastSeenAt} style="short" />
        </Fact>
        <Fact label="Ends, if left alone">
          <LocalTime iso={expiresAt} style="short" />
        </Fact>
        <Fact label="Stay signed in">{isKept ? 'Yes, on that device' : 'No, it ends with the browser'}</Fact>
      </dl>
      {isThis ? null : <EndSessionForm id={id} labelledBy={`device-${id} began-${id}`} />}
    </article>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-[#c3c9d5]">{label}</dt>
      <dd className="font-semibold">{children}</dd>
    </div>
  )
}
