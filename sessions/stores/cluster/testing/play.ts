import type { AckLevel } from '../core'
import type { Copies } from '../placement'
import type { Command, History } from './commands'
import { Ledger } from './ledger'
import { Requests } from './requests'
import { Shoppers } from './shoppers'
import { type Parts, tell } from './stories'
import { Sky } from './weather'
import { World } from './world'

/** A call is answered or refused within so many milliseconds. */
const ANSWER_MS = 5_000
/** So long after everything was healed, what shoppers see is in order. */
const SETTLED_MS = 20_000

/** What came of a history. */
export type Played = { readonly world: World; readonly sky: Sky; readonly ledger: Ledger }

/** Plays a history in a simulated world, heals everything, lets it settle, and has everybody read everything. */
export async function play(history: History, copies: Copies, ack: AckLevel = 'applied'): Promise<Played> {
  const { members, first, seed, ends, reckless, skew, commands } = history
  const world = new World(members, copies, seed, { ack, skews: [skew] })
  const sky = new Sky(world, reckless)
  const ledger = new Ledger(world, sky, skew)
  sky.onDanger = () => ledger.endanger()
  const requests = new Requests(world, sky, ledger, ack !== 'applied')
  const shoppers = new Shoppers(requests)
  await begin(world, Math.min(first, members))
  for (const command of commands) {
    // What is on its way is not to take longer than change ids are remembered.
    if (command.do === 'skip') await world.pass(ANSWER_MS)
    if (ends || (command.do !== 'end' && command.do !== 'endAll')) issue(command, { world, sky, shoppers, ends })
    await world.pass(members > 3 ? Math.min(command.wait, 16_000) : command.wait)
    if (ledger.broken.length > 0) break
  }
  sky.heal()
  await world.pass(SETTLED_MS)
  await settle(world, sky)
  requests.isWeak = false
  shoppers.readAll()
  await world.pass(ANSWER_MS)
  await settle(world, sky)
  return { world, sky, ledger }
}

async function begin(world: World, members: number): Promise<void> {
  let isJoined = false
  const joined = Promise.all(Array.from({ length: members }, (_, index) => world.start(index))).then(() => {
    isJoined = true
  })
  while (!isJoined) await world.pass(250)
  await joined
}

function issue(command: Command, { world, sky, shoppers, ends }: Parts): void {
  switch (command.do) {
    case 'rest':
      return
    case 'skip':
      if (!world.nodes.some((_, index) => world.isPaused(index))) world.ahead += command.ms
      return
    case 'cut':
    case 'sever':
    case 'pause':
    case 'crash':
    case 'noise':
      // Long troubles take long to play where many members greet each other.
      sky.fault(world.size > 3 ? { ...command, ms: Math.min(command.ms, 8_000) } : command)
      break
    case 'leave':
      return void sky.leave(command.member % world.size, command.ms)
    case 'roll':
      return void sky.roll(command.ms)
    case 'join':
      return void sky.join(world.nodes.indexOf(null))
    case 'stumble':
    case 'exile':
    case 'bustle':
      tell(command, { world, sky, shoppers, ends })
      break
    default:
      shoppers.do(command)
      break
  }
}

/** Until all members are there and have the same, or long enough to be sure that they never will: housekeeping makes differences for a moment. */
async function settle(world: World, sky: Sky): Promise<void> {
  const isThere = () => world.nodes.every((node) => node?.member.core.roster.active.length === world.size)
  for (let more = 0; more < 40 && (sky.isMoving || !isThere() || !world.isAgreed()); more++) {
    await world.pass(5_000)
    sky.heal()
  }
}
