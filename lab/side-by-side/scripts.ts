import { clearLamps } from '../stories/begin'
import { ensureBroken, healOwn, upOf } from '../stories/faults'
import { believes, chips, clearly, type Look, look, signIn } from '../stories/requests'
import { StoryTrouble, type Told } from '../stories/story'
import { until } from '../stories/teller'
import { capital, letter, ms, number } from '../stories/words'
import { expected, keeperOf, lookAtAll, type Side, sideAdd, sideLook } from './side'

export type PairStep = { readonly name: string } & (
  | { readonly both: (side: Side) => Promise<Told> }
  /** Left, then right: what shares a cookie of the browser must not be asked twice at once (next-auth's token against forged forms). */
  | { readonly inTurn: (side: Side) => Promise<Told> }
  /** Once for both: a fault is one for the whole stack. */
  | { readonly once: (left: Side, right: Side) => Promise<readonly [Told, Told]> }
)

/** A story that knows no mode. */
export type PairScript = { readonly slug: string; readonly title: string; readonly steps: readonly PairStep[] }

const seenIn = (side: Side, looks: readonly Look[]) =>
  chips(looks, (each) => ({
    text: believes(each),
    isAnomaly: (side.isSignedIn && !each.user) || each.count < expected(side.measures),
  }))

const arrive: PairStep = {
  name: 'Sign in',
  inTurn: async (side) => {
    const replica = await signIn(side.teller)
    await clearLamps(side.teller)
    side.isSignedIn = true
    side.measures.start = (await look(side.teller)).count
    return { text: `${letter(replica)} checked the password.` }
  },
}

const askAll: PairStep = {
  name: 'Ask every replica',
  both: async (side) => {
    const looks = await lookAtAll(side)
    for (const { replica, user } of looks) side.measures.knew.set(replica ?? '', user !== null)
    const knowing = looks.filter(({ user }) => user).length
    const text =
      looks.length === 1
        ? `Only ${letter(looks[0]?.replica ?? null)} ever answers`
        : `${capital(number(knowing))} of ${number(looks.length)} ${knowing === 1 ? 'knows' : 'know'} you`
    return { text: `${text}.`, chips: seenIn(side, looks) }
  },
}

const take = (many: number, lanes: number): PairStep => ({
  name: lanes > 1 ? `Add ${many} lamps, ${number(lanes)} at a time` : `Add ${number(many)} lamps`,
  both: async (side) => {
    let left = many
    const before = side.measures.acknowledged
    const lane = async () => {
      while (left-- > 0) {
        await sideAdd(side)
        side.teller.progress(`${side.measures.acknowledged - before} of ${many} acknowledged`)
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    side.teller.progress(null)
    return { text: `${side.measures.acknowledged - before} of ${many} acknowledged.` }
  },
})

const readAll: PairStep = {
  name: 'Read the cart everywhere',
  both: async (side) => {
    const looks = await lookAtAll(side)
    const answered = looks.filter(({ status }) => status === 200)
    side.measures.present = answered.length > 0 ? Math.min(...answered.map(({ count }) => count)) : null
    const missing = expected(side.measures) - (side.measures.present ?? 0)
    return {
      text: missing > 0 ? `${capital(number(missing))} missing where it is worst.` : 'All there, whoever is asked.',
      chips: seenIn(side, looks),
    }
  },
}

const kill: PairStep = {
  name: 'Kill a replica',
  once: async (left, right) => {
    const keepers = [await keeperOf(left), await keeperOf(right)]
    const any = upOf(await until(left.teller, 'the replicas', () => true))[0]
    const victim = keepers[0] ?? keepers[1] ?? any
    if (!victim) throw new StoryTrouble('No replica is up.', 'heal')
    await ensureBroken(left.teller, { kind: 'crash', replica: victim })
    const tell = (keeper: string | null | undefined): Told => ({
      text:
        keeper === victim ? `${letter(victim)}, which decides on this session.` : `${letter(victim)}. This session does not depend on it.`,
    })
    return [tell(keepers[0]), tell(keepers[1])]
  },
}

const askAfterCrash: PairStep = {
  name: 'Ask again',
  both: async (side) => {
    let last = await sideLook(side)
    for (let tries = 0; tries < 15 && last.status !== 200; tries++) {
      await side.teller.clock.sleep(400, side.teller.signal)
      last = await sideLook(side)
    }
    const isWhole = last.status === 200 && last.user !== null && last.count >= expected(side.measures)
    side.measures.survivedCrash = isWhole
    return { text: `${letter(last.replica)} answers: ${clearly(last)}.`, chips: seenIn(side, [last]) }
  },
}

const heal: PairStep = {
  name: 'Start it again',
  once: async (left) => {
    const told = { text: `Back after ${ms(await healOwn(left.teller))}.` }
    return [told, told]
  },
}

export const PAIR_SCRIPTS: readonly PairScript[] = [
  { slug: 'visit', title: 'Sign in and fill the cart', steps: [arrive, askAll, take(6, 1), readAll] },
  { slug: 'crash', title: 'A replica dies', steps: [arrive, take(3, 1), kill, askAfterCrash, heal, readAll] },
  { slug: 'traffic', title: '20 adds, four at a time', steps: [arrive, take(20, 4), readAll] },
]
