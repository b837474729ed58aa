import { SHOPPERS } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'
import { beginClean } from '../begin'
import { ADDRESS, askLine } from '../curl'
import { upOf } from '../faults'
import { look } from '../requests'
import type { Chip, Script, Story } from '../story'
import { type Teller, until } from '../teller'
import { letter, list, median, ms } from '../words'

const BUSY = 18
const CALM = 3
const ALL = BUSY + 2 * CALM

export const crowded: Story = {
  slug: 'crowded',
  title: 'Sticky and the crowded replica',
  mode: 'sticky',
  against: 'redis',
  ask: `Three shoppers send ${ALL} requests, and one of them sends ${BUSY} of those. How are they spread over the replicas?`,
  choices: [
    { id: 'even', text: 'Evenly: balancing is what a balancer does' },
    { id: 'crowded', text: 'One replica gets most of them' },
    { id: 'somewhat', text: 'A little unevenly' },
  ],
  script,
  code: [
    { path: 'infra/nginx/affinity.conf', what: 'the hash that picks a replica once per browser' },
    { path: 'infra/nginx/nginx.conf.template', what: 'upstream by_cookie, and upstream anywhere' },
  ],
  curl: [ADDRESS, askLine('sticky', 6, 'busy'), askLine('sticky', 2, 'calm'), askLine('redis', 6, 'busy')],
  tryNext: 'Choose sticky-ip: everybody behind one address is one shopper to it.',
}

type Spread = { readonly counts: ReadonlyMap<string, number>; readonly p50: number | null }

function script(): Script {
  let sticky: Spread
  let free: Spread
  return {
    steps: [
      {
        name: 'Let three shoppers in',
        run: async (teller) => {
          const homes: string[] = []
          const seen: Chip[] = []
          for (const shopper of SHOPPERS) {
            const { replica } = await look(teller, { shopper })
            homes.push(replica ?? '')
            seen.push({ replica, text: `shopper ${shopper}`, isAnomaly: false })
          }
          const places = list(homes.map((home, index) => `shopper ${index + 1} to ${letter(home)}`))
          const together = new Set(homes).size
          const chance =
            together === 3
              ? 'One each: luck.'
              : together === 1
                ? 'All three on one: bad luck, and allowed.'
                : 'Two share one: nobody promised otherwise.'
          return { text: `A hash ties ${places}. ${chance}`, chips: seen }
        },
      },
      {
        name: `Send ${ALL} requests, sticky`,
        run: async (teller) => {
          sticky = await spread(teller)
          return {
            text: `${tell(sticky)} The others watch: a busy shopper cannot be moved without losing the session.`,
            chips: counted(sticky),
          }
        },
      },
      {
        name: `Send the same ${ALL} with Redis`,
        run: async (teller) => {
          const mode: ModeName = 'redis'
          await beginClean(teller, mode)
          free = await spread(teller)
          return { text: `${tell(free)} Any replica can serve anybody, because none of them keeps anything.`, chips: counted(free) }
        },
      },
    ],
    outcome: () => {
      const [most, fair] = [Math.max(...sticky.counts.values()), Math.max(...free.counts.values())]
      const figures = `Sticky: ${most} of ${ALL} on one replica. Redis, round robin: ${fair} at most.`
      const even = ALL / sticky.counts.size
      if (most >= 1.5 * even) return { answer: 'crowded', text: `${figures} Stickiness balances browsers, not work.` }
      if (most <= even + 1) return { answer: 'even', text: `${figures} Spread evenly this time, which takes luck with three shoppers.` }
      return { answer: 'somewhat', text: `${figures} Milder than usual: the calm shoppers happened to fill the gaps.` }
    },
  }
}

/** All shoppers at once, each one request after another. Replicas that got none are counted too. */
async function spread(teller: Teller): Promise<Spread> {
  const state = await until(teller, 'the replicas', () => true)
  const counts = new Map(upOf(state).map((name) => [name, 0]))
  const times: (number | null)[] = []
  let done = 0
  const shop = async (shopper: number, requests: number) => {
    for (let sent = 0; sent < requests; sent++) {
      const { replica, ms: took } = await look(teller, { shopper })
      if (replica) counts.set(replica, (counts.get(replica) ?? 0) + 1)
      times.push(took)
      done++
      teller.progress(`${done} of ${ALL} answered`)
    }
  }
  await Promise.all(SHOPPERS.map((shopper) => shop(shopper, shopper === 1 ? BUSY : CALM)))
  teller.progress(null)
  return { counts, p50: median(times) }
}

function tell({ counts, p50 }: Spread): string {
  return `${list([...counts].map(([name, many]) => `${letter(name)} answered ${many}`))}, p50 ${ms(p50)}.`
}

function counted({ counts }: Spread): Chip[] {
  return [...counts].map(([replica, many]) => ({ replica, text: `${many} of ${ALL}`, isAnomaly: false }))
}
