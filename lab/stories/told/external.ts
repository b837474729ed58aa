/** Steps of the stories whose sessions are in a store beside the replicas. */
import type { StoreKind } from '@/lab/contract'
import { STORE_NAMES } from '@/lab/stores'
import { clearLamps } from '../begin'
import { ensureBroken, healOwn, upOf } from '../faults'
import { add, believes, chips, clearly, type Look, look, lookUntil, refusal, signIn } from '../requests'
import type { Outcome, Step } from '../story'
import { until } from '../teller'
import { letter, letters, median, ms, number } from '../words'

/** What the steps have learnt so far. */
export type Kept = { before: Look | null; usualMs: number | null; stopped: Look | null; catalogue: number | null; after: Look | null }

export const nothingKept = (): Kept => ({ before: null, usualMs: null, stopped: null, catalogue: null, after: null })

const same = (one: Look, other: Look | null): boolean => one.user === other?.user && one.count >= (other?.count ?? 0)

export function arrive(kept: Kept, store: StoreKind): Step {
  return {
    name: 'Sign in and take two lamps',
    run: async (teller) => {
      await signIn(teller)
      await clearLamps(teller)
      await add(teller)
      await add(teller)
      const { looks } = await lookUntil(teller, () => false, { most: 5 })
      const last = looks.at(-1)
      if (last?.status !== 200) throw refusal('The session', last?.status ?? null)
      kept.before = last
      kept.usualMs = median(looks.map(({ ms: took }) => took))
      const asked = letters(new Set(looks.map(({ replica }) => replica ?? '')))
      return {
        text: `${clearly(last)}, in ${STORE_NAMES[store]}. ${asked} all say so, in ${ms(kept.usualMs)}.`,
        chips: chips(looks, (each) => ({ text: believes(each), isAnomaly: !same(each, last) })),
      }
    },
  }
}

export function killOne(kept: Kept): Step {
  return {
    name: 'Kill a replica',
    run: async (teller) => {
      const victim = kept.before?.replica ?? upOf(await until(teller, 'the replicas', () => true))[0] ?? ''
      await ensureBroken(teller, { kind: 'crash', replica: victim })
      const { looks } = await lookUntil(teller, () => false, { most: 4 })
      const wrong = looks.filter((each) => !same(each, kept.before)).length
      const healedMs = await healOwn(teller)
      const what =
        wrong === 0 ? 'and nothing is missing: it held nothing of yours' : `and ${number(wrong)} of ${looks.length} answers were wrong`
      return {
        text: `${letter(victim)} died, ${what}. It was back after ${ms(healedMs)}.`,
        chips: chips(looks, (each) => ({ text: believes(each), isAnomaly: !same(each, kept.before) })),
      }
    },
  }
}

export function slowStore(kept: Kept, store: StoreKind, byMs: number): Step {
  return {
    name: `Slow ${STORE_NAMES[store]} by ${byMs} ms`,
    run: async (teller) => {
      await ensureBroken(teller, { kind: 'slow-store', store, ms: byMs })
      const { looks } = await lookUntil(teller, () => false, { most: 3 })
      const added = await add(teller)
      await healOwn(teller)
      const slow = median(looks.map(({ ms: took }) => took))
      return {
        text: `Every request waits for it: a look took ${ms(slow)} in place of ${ms(kept.usualMs)}, an add ${ms(added.ms)}. Replicas cannot help; they all ask the same one.`,
        chips: chips([...looks, added], (each) => ({ text: ms(each.ms) })),
      }
    },
  }
}

export function stopStore(kept: Kept, store: StoreKind): Step {
  return {
    name: `Stop ${STORE_NAMES[store]}`,
    run: async (teller) => {
      await ensureBroken(teller, { kind: 'stop-store', store })
      const { looks, found } = await lookUntil(teller, ({ status }) => status !== 200, { most: 8, pauseMs: 250 })
      kept.stopped = found ?? looks.at(-1) ?? null
      const catalogue = await teller.lab.send({ path: '/api/products', label: 'catalogue' })
      kept.catalogue = catalogue.status
      const said = kept.stopped?.detail ? ` “${kept.stopped.detail}”` : ''
      return {
        text: `Your session: ${kept.stopped?.status}.${said} The catalogue: ${kept.catalogue}.`,
        chips: [
          ...chips(kept.stopped ? [kept.stopped] : [], (each) => ({ text: believes(each), isAnomaly: !same(each, kept.before) })),
          { replica: catalogue.observation.replica, text: `catalogue ${kept.catalogue}`, isAnomaly: kept.catalogue !== 200 },
        ],
      }
    },
  }
}

export function startStore(kept: Kept, store: StoreKind): Step {
  return {
    name: `Start ${STORE_NAMES[store]} again`,
    run: async (teller) => {
      const healedMs = await healOwn(teller)
      const { looks, found } = await lookUntil(teller, ({ status }) => status === 200, { most: 20, pauseMs: 300 })
      kept.after = found ?? looks.at(-1) ?? (await look(teller))
      const is = same(kept.after, kept.before) ? 'You did nothing, and are signed in as before' : 'Not everything came back'
      return {
        text: `Everything worked again after ${ms(healedMs)}. ${is}: ${clearly(kept.after)}.`,
        chips: chips([kept.after], (each) => ({ text: believes(each), isAnomaly: !same(each, kept.before) })),
      }
    },
  }
}

/** What the stop of the store meant. */
export function storeOutcome({ before, stopped, catalogue, after }: Kept, store: StoreKind, moral: string): Outcome {
  const name = STORE_NAMES[store]
  if (stopped?.status === 200 && stopped.user === null)
    return { answer: 'signed-out', text: `With ${name} stopped the shop said “signed out”. It should not have: an outage is no sign-out.` }
  if (stopped?.status === 200)
    return { answer: 'works', text: `It was answered 200 with ${name} stopped. Try again: the stop may have ended by itself.` }
  if (catalogue !== 200) return { answer: 'down', text: `The catalogue was answered ${catalogue ?? 'by nobody'} as well.` }
  const back = after && same(after, before) ? 'and it was all there afterwards' : 'but not all of it came back'
  return { answer: 'unavailable', text: `What is yours was ${stopped?.status ?? 'not answered'}, the catalogue stayed, ${back}. ${moral}` }
}

/** The choices of both stories. */
export const STORE_CHOICES = [
  { id: 'signed-out', text: 'That you are signed out' },
  { id: 'unavailable', text: 'An error for what is yours; the catalogue stays' },
  { id: 'down', text: 'Nothing: the whole shop is down' },
  { id: 'works', text: 'Everything as before' },
] as const
