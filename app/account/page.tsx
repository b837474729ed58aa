import type { Metadata } from 'next'
import { OrderCard } from '@/components/account/order-card'
import { SessionUnavailable } from '@/components/account/session-unavailable'
import { NewSignIns } from '@/components/account/session-watch/new-sign-ins'
import { SignedInAtPanel } from '@/components/account/sessions/signed-in-at'
import { AccountSettings } from '@/components/account/settings/account-settings'
import { SavedNotice } from '@/components/account/settings/saved-notice'
import { SignOutForm } from '@/components/account/sign-out-form'
import { customer, whereabouts } from '@/components/account/visitor'
import { ArrivalNotice } from '@/components/shop/arrival-notice'
import { parameter, type SearchParams } from '@/components/shop/catalogue-filter'
import { ButtonLink } from '@/components/ui/button'
import { PageHeading } from '@/components/ui/page-heading'
import { listOrders } from '@/shop/orders'
import { readRefusal } from '@/web/actions/refusal'
import { SIGN_OUT_FORM } from '@/web/http/farewell'

export const metadata: Metadata = { title: 'Your account' }

export default async function AccountPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams
  const who = await customer('/account')
  const at = await whereabouts()
  if (!who || !at) return <SessionUnavailable retry="/account" />
  const { account } = who
  const [latest] = await listOrders(account.id, 1)
  const refused = await readRefusal(params)
  return (
    <div className="grid gap-8 pt-6 sm:gap-10 sm:pt-10">
      <NewSignIns signIns={at.fresh} />
      <PageHeading
        title={<span className="wrap-anywhere">Hello, {account.name}</span>}
        aside={<SignOutForm kept={refused?.form === SIGN_OUT_FORM ? refused : null} />}
      />
      {refused ? null : <SavedNotice what={parameter(params, 'saved')} others={at.others} />}
      <ArrivalNotice params={params} />
      <div className="grid items-start gap-6 lg:grid-cols-[1.35fr_1fr]">
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
          <AccountSettings account={account} kept={refused} others={at.others} />
        </div>
        <SignedInAtPanel {...at} ended={endedOf(params)} refused={refused?.form === 'sessions' ? refused : null} />
      </div>
    </div>
  )
}

/** How many sessions the address says were just ended. */
function endedOf(params: SearchParams): number | null {
  const text = parameter(params, 'ended') ?? ''
  return /^\d{1,4}$/.test(text) ? Number(text) : null
}

function NoOrders() {
  return (
    <div className="flex flex-wrap items-center justify-between gap-4 rounded-stage bg-card p-5 sm:p-8">
      <p className="text-soft">None yet. The first one will stand here.</p>
      <ButtonLink href="/shop">Look around</ButtonLink>
    </div>
  )
}
