import { modeOf, type Session } from '@/sessions'
import { isKept, pageSession } from '@/sessions/request'
import { LocalTime } from './local-time'

/** What the shop keeps about being signed in here, in plain words. */
export async function SessionPanel({ session }: { session: Session }) {
  const { mode } = await pageSession()
  const kept = isKept(session)
  return (
    <section aria-labelledby="this-session" className="rounded-stage bg-night p-6 text-[#eef0ea] sm:p-8">
      <h2 id="this-session" className="text-2xl">
        This session
      </h2>
      <dl className="mt-5 grid gap-4">
        <Fact label="Kept in">{modeOf(mode).title}</Fact>
        <Fact label="Began">
          <LocalTime iso={new Date(session.createdAt).toISOString()} />
        </Fact>
        <Fact label="Ends, if you leave it alone">
          <LocalTime iso={new Date(session.expiresAt).toISOString()} />
        </Fact>
        <Fact label="Stay signed in">{kept ? 'Yes, on this device' : 'No, it ends with the browser'}</Fact>
      </dl>
    </section>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-[#b4bbc9]">{label}</dt>
      <dd className="font-semibold">{children}</dd>
    </div>
  )
}
