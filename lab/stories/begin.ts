import type { ModeName } from '@/sessions/modes'
import { healEverything, replicaViews } from './faults'
import { LAMP, look } from './requests'
import { StoryTrouble } from './story'
import { type Teller, until } from './teller'
import { count } from './words'

/** So many lamps of earlier stories are too many: the stock is an end to them. */
const MANY_LAMPS = 12
/** With steps of two, three, four and five requests, some step meets every one of up to nine replicas. */
const ROUNDS = 4

/** Makes this mode fit to tell a story in: no fault is on, and this browser is a guest. What had to be done for it, or null. */
export async function beginClean(teller: Teller, mode: ModeName): Promise<string | null> {
  const { lab, use } = teller
  use(mode)
  const healed = await healEverything(teller)
  const was = await signOutEverywhere(teller)
  await lab.refresh().catch(() => {})
  const did = [healed > 0 ? `healed ${count(healed, 'fault')}` : null, was ? `signed ${was} out` : null].filter(Boolean)
  return did.length > 0 ? `Before it began: ${did.join(' and ')}.` : null
}

/** Removes the lamps that earlier stories have left in this cart, if they are many. */
export async function clearLamps(teller: Teller): Promise<void> {
  const { count: lamps } = await look(teller)
  if (lamps > MANY_LAMPS) await teller.lab.send({ method: 'DELETE', path: `/api/cart/lines/${LAMP}`, label: 'clear the cart' })
}

/** Signs out through whichever replica knows the session: where sessions are not shared, it may take some tries. Who was signed in. */
async function signOutEverywhere(teller: Teller): Promise<string | null> {
  let was: string | null = null
  for (let tries = 0; ; tries++) {
    const state = await until(teller, 'the x-ray', () => true, { limitMs: 20_000, remedy: 'heal' })
    const signedIn = [...replicaViews(state), ...state.xray.views].find(({ session }) => session?.signedIn)
    if (state.xray.id === null || !signedIn) return was
    was = signedIn.session?.user ?? 'you'
    const all = state.replicas.length
    if (tries >= ROUNDS * all) throw new StoryTrouble('This browser could not be signed out.', 'heal')
    teller.progress('Signing out first')
    await teller.lab.signOut()
    teller.signal.throwIfAborted()
    // A sign-out is more than one request, and where replicas take turns it might always be the same one's: each round has one more in between.
    for (let between = Math.floor(tries / all); between > 0; between--) await look(teller)
  }
}
