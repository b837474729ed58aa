import clsx from 'clsx'
import type { ReactNode } from 'react'
import type { XRayView } from '@/lab/contract'
import { ReplicaMark } from '../place-mark'
import { countdownText, msText } from '../words'
import { Cell } from './cell'
import { differences, latest, placeName, type Row } from './compare'

type Props = { views: readonly XRayView[]; now: number; isCartOpen: boolean; cartButton: ReactNode }
type Held = NonNullable<XRayView['session']>

const DAY_MS = 24 * 3_600_000
const STICKY = 'sticky left-0 z-1 bg-card'

/** One column for each place, all as wide, whatever the times in them; one row for each fact; pushed sideways under its first column where it is wider than the card. */
export function XRayTable({ views, now, isCartOpen, cartButton }: Props) {
  const reference = latest(views)
  const columns = views.map((view) => ({ view, key: placeName(view), odd: differences(view, reference) }))
  const products = [...new Set(views.flatMap(({ session }) => Object.keys(session?.cart ?? {})))].toSorted()
  const rowOf = (name: Row, label: ReactNode, show: (held: Held) => ReactNode) => (
    <Line key={name} label={label}>
      {columns.map(({ view, key, odd }) => (
        <Cell key={key} differs={odd.has(name)} quiet={!view.session}>
          {view.session ? show(view.session) : '–'}
        </Cell>
      ))}
    </Line>
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label="The session in each place" tabIndex={0} className="relative -mx-1 overflow-x-auto px-1 focus-visible:rounded-lg">
      <table className="w-full border-separate table-fixed border-spacing-0 text-sm sm:text-[0.9375rem]">
        <thead>
          <tr>
            <th scope="col" className={clsx(STICKY, 'w-19 border-b border-line sm:w-24')}>
              <span className="sr-only">Fact</span>
            </th>
            {columns.map(({ view, key }) => (
              <th key={key} scope="col" className="border-b border-line py-2 pr-2 text-left sm:pr-3 font-semibold">
                {typeof view.place === 'object' && 'replica' in view.place ? <ReplicaMark replica={view.place.replica} /> : placeName(view)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Line label="known">
            {columns.map(({ view, key, odd }) => (
              <Cell key={key} differs={odd.has('known')} quiet={view.state !== 'known'}>
                {KNOWN[view.state](view)}
              </Cell>
            ))}
          </Line>
          <Line label="role">
            {columns.map(({ view, key }) => (
              <Cell key={key} quiet={!view.session}>
                {view.state === 'known' || view.role === 'proxy' ? view.role : '–'}
              </Cell>
            ))}
          </Line>
          {rowOf('user', 'user', ({ signedIn, user }) => (
            <span className="wrap-anywhere whitespace-normal">{signedIn ? (user ?? 'signed in') : 'guest'}</span>
          ))}
          {rowOf('cart', cartButton, ({ cartCount }) => cartCount)}
          {isCartOpen
            ? products.map((product) => (
                <Line key={product} label={<ProductName id={product} />}>
                  {columns.map(({ view, key }) => (
                    <Cell
                      key={key}
                      differs={
                        reference !== null && view.session !== null && (view.session.cart[product] ?? 0) !== (reference.cart[product] ?? 0)
                      }
                      quiet
                    >
                      {view.session ? (view.session.cart[product] ?? 0) : '–'}
                    </Cell>
                  ))}
                </Line>
              ))
            : null}
          {rowOf('version', 'version', ({ version }) => version)}
          {rowOf('created', 'age', ({ createdAt }) => countdownText(Math.max(1, now - createdAt)))}
          {rowOf('expires', 'expires in', ({ expiresAt }) => (
            <Countdown ms={expiresAt - now} />
          ))}
          <Line label="took">
            {columns.map(({ view, key }) => (
              <Cell key={key} quiet>
                {view.state === 'unreachable' ? '–' : msText(view.ms)}
              </Cell>
            ))}
          </Line>
        </tbody>
      </table>
    </section>
  )
}

/** A product by the words of its id, in two lines where it needs them. */
function ProductName({ id }: { id: string }) {
  return (
    <span className="block text-xs leading-tight whitespace-normal sm:pl-2 sm:text-[0.8125rem]">
      {id.replace(/^p-/, '').replaceAll('-', ' ')}
    </span>
  )
}

/** What is left: of days the rest below them, so that one sees it run. */
function Countdown({ ms }: { ms: number }) {
  const days = Math.floor(ms / DAY_MS)
  if (days < 2) return countdownText(ms)
  return (
    <>
      {days} d<span className="block text-xs text-soft">{countdownText(ms - days * DAY_MS)}</span>
    </>
  )
}

const KNOWN: Record<XRayView['state'], (view: XRayView) => string> = {
  known: () => 'yes',
  unknown: ({ role }) => (role === 'proxy' ? 'asks' : 'no'),
  unreachable: () => 'silent',
}

function Line({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <tr>
      <th
        scope="row"
        className={clsx(STICKY, 'border-b border-line py-2 pr-2 text-left sm:pr-3 align-top font-normal whitespace-nowrap text-soft')}
      >
        {label}
      </th>
      {children}
    </tr>
  )
}
