import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { AccountStage } from '@/components/account/account-stage'
import { durationText } from '@/components/account/duration-text'
import { FreshForm } from '@/components/account/fresh-form'
import { PegsPoster } from '@/components/account/pegs-poster'
import { SessionUnavailable } from '@/components/account/session-unavailable'
import { SignUpForm } from '@/components/account/sign-up-form'
import { visitor } from '@/components/account/visitor'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { sessionSettings } from '@/sessions/request'
import { localPath } from '@/web/actions/next-path'
import { readRefusal } from '@/web/actions/refusal'

export const metadata: Metadata = { title: 'Open an account' }

export default async function SignUpPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams
  const next = localPath(params.next)
  const who = await visitor()
  if (!who) return <SessionUnavailable retry={`/sign-up?next=${encodeURIComponent(next)}`} />
  if (who.account) redirect(next === '/' ? '/account' : next)
  return (
    <AccountStage
      title="Open an account"
      line="A peg of your own: the cart stays on it, and so do your orders."
      poster={<PegsPoster />}
      ground="bg-sun"
      foot={
        <>
          Have one already?{' '}
          <Link href={`/sign-in?next=${encodeURIComponent(next)}`} className="prose-link font-semibold">
            Sign in
          </Link>
        </>
      }
    >
      <FreshForm>
        <SignUpForm next={next} kept={await readRefusal(params)} keptFor={durationText(sessionSettings().kept.idleMs)} />
      </FreshForm>
    </AccountStage>
  )
}
