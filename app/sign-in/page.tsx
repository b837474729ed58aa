import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { AccountStage } from '@/components/account/account-stage'
import { demoAccounts } from '@/components/account/demo-list'
import { DoorPoster } from '@/components/account/door-poster'
import { FreshForm } from '@/components/account/fresh-form'
import { SessionUnavailable } from '@/components/account/session-unavailable'
import { SignInForm } from '@/components/account/sign-in-form'
import { visitor } from '@/components/account/visitor'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { localPath } from '@/web/actions/next-path'
import { readRefusal } from '@/web/actions/refusal'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams
  const next = localPath(params.next)
  const who = await visitor()
  if (!who) return <SessionUnavailable retry={`/sign-in?next=${encodeURIComponent(next)}`} />
  if (who.account) redirect(next === '/' ? '/account' : next)
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
      <FreshForm>
        <SignInForm next={next} kept={await readRefusal(params)} demo={demoAccounts()} />
      </FreshForm>
    </AccountStage>
  )
}
