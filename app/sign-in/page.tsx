import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { AccountStage } from '@/components/account/account-stage'
import { demoAccounts } from '@/components/account/demo-list'
import { DoorPoster } from '@/components/account/door-poster'
import { durationText } from '@/components/account/duration-text'
import { FreshForm } from '@/components/account/fresh-form'
import { SessionUnavailable } from '@/components/account/session-unavailable'
import { SignInForm } from '@/components/account/sign-in-form'
import { visitor } from '@/components/account/visitor'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { Notice } from '@/components/ui/notice'
import { sessionSettings } from '@/sessions/request'
import { localPath } from '@/web/actions/next-path'
import { readRefusal } from '@/web/actions/refusal'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams
  const next = localPath(params.next)
  const who = await visitor()
  if (!who) return <SessionUnavailable retry={`/sign-in?next=${encodeURIComponent(next)}`} />
  // Who is signed in has no business here, but to begin a new session before the present one ends.
  const isAgain = params.again === '1' && who.account !== null
  if (who.account && !isAgain) redirect(next === '/' ? '/account' : next)
  const kept = await readRefusal(params)
  return (
    <AccountStage
      title="Sign in"
      line={next === '/checkout' ? 'Then on to the checkout. Your cart comes along.' : 'Everything is where you left it.'}
      poster={<DoorPoster />}
      ground="bg-cobalt"
      foot={
        <>
          New here?{' '}
          <Link href={`/sign-up?next=${encodeURIComponent(next)}`} className="prose-link font-semibold">
            Open an account
          </Link>
        </>
      }
    >
      {who.isOtherClient || params.confirm === '1' ? (
        <Notice title="Is it you?" className="mb-6">
          <p>This session began in another browser or network. Sign in again to go on; your cart is still here.</p>
        </Notice>
      ) : null}
      <FreshForm>
        <SignInForm
          next={next}
          kept={kept ?? (isAgain ? { values: { email: who.account?.email ?? '' } } : null)}
          demo={demoAccounts()}
          keptFor={durationText(sessionSettings().kept.idleMs)}
        />
      </FreshForm>
    </AccountStage>
  )
}
