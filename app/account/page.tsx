import type { Metadata } from 'next'
import { LocalTime } from '@/components/account/local-time'
import { OrderCard } from '@/components/account/order-card'
import { RenameForm } from '@/components/account/rename-form'
import { SessionPanel } from '@/components/account/session-panel'
import { SessionUnavailable } from '@/components/account/session-unavailable'
import { SignOutForm } from '@/components/account/sign-out-form'
import { customer } from '@/components/account/visitor'
import { ArrivalNotice } from '@/components/shop/arrival-notice'
import type { SearchParams } from '@/components/shop/catalogue-filter'
import { ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { PageHeading } from '@/components/ui/page-heading'
import { listOrders } from '@/shop/orders'
import { readRefusal } from '@/web/actions/refusal'
import { SIGN_OUT_FORM } from '@/web/http/sign-out'

export const metadata: Metadata = { title: 'Your account' }

export default async function AccountPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams
  const who = await customer('/account')
  if (!who) return <SessionUnavailable retry="/account" />
  const { account, session } = who
  const [latest] = await listOrders(account.id, 1)
  const kept = await readRefusal(params)
  const ofSignOut = kept?.form === SIGN_OUT_FORM
  return (
    <div className="grid gap-8 pt-6 sm:gap-10 sm:pt-10">
      <PageHeading
        title={<span className="wrap-anywhere">Hello, {account.name}</span>}
        aside={<SignOutForm kept={ofSignOut ? kept : null} />}
      />
      {params.saved === 'name' ? <Notice tone="success">Your name is saved.</Notice> : null}
      <ArrivalNotice params={params} />
      <div className="grid items-start gap-6 lg:grid-cols-[1.6fr_1fr]">
        <div className="grid gap-6">
          <section aria-labelledby="orders" className="grid gap-4">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <h2 id="orders" className="text-2xl">
                {latest ? 'Your latest order' : 'Your orders'}
              </h2>
              {latest ? (
                <ButtonLink href="/orders" prefetch={false} variant="outline" size="sm">
                  All orders
                </ButtonLink>
              ) : null}
            </div>
            {latest ? <OrderCard order={latest} level="h3" /> : <NoOrders />}
          </section>
          <section aria-labelledby="you" className="rounded-stage bg-card p-5 sm:p-8">
            <h2 id="you" className="mb-5 text-2xl">
              You
            </h2>
            <RenameForm name={account.name} kept={ofSignOut ? null : kept} />
            <dl className="mt-6 grid gap-4 border-t border-line pt-5 sm:grid-cols-2">
              <div className="min-w-0">
                <dt className="text-sm text-soft">E-mail</dt>
                <dd className="font-medium wrap-anywhere">{account.email}</dd>
              </div>
              <div>
                <dt className="text-sm text-soft">With us since</dt>
                <dd className="font-medium">
                  <LocalTime iso={account.createdAt.toISOString()} style="day" />
                </dd>
              </div>
            </dl>
          </section>
        </div>
        <SessionPanel session={session} />
      </div>
    </div>
  )
}

function NoOrders() {
  return (
    <div className="flex flex-wrap items-center justify-between gap-4 rounded-stage bg-card p-5 sm:p-8">
      <p className="text-soft">None yet. The first one will stand here.</p>
      <ButtonLink href="/shop">Look around</ButtonLink>
    </div>
  )
}
