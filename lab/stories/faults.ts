import type { Fault, FaultOrder, LabState, XRayView } from '@/lab/contract'
import { STORE_NAMES } from '@/lab/stores'
import { StoryTrouble } from './story'
import { freshState, type Teller, until } from './teller'
import { count, letter, list, number } from './words'

/** Breaks something, unless this story has it broken already (a step that is run again, a pause shorter than the fault's minute). */
export async function ensureBroken(teller: Teller, order: FaultOrder): Promise<Fault> {
  const { lab, ownFaults, signal } = teller
  const state = await freshState(teller)
  const on = state?.faults.find((fault) => fault.undone === null && isSame(fault, order))
  if (on) return inEffect(teller, on)
  try {
    const fault = await lab.break(order)
    if (signal.aborted)
      await lab.heal(fault.id).catch(() => {}) // the story was left meanwhile, and has undone its faults
    else ownFaults.add(fault.id)
    signal.throwIfAborted()
    return await inEffect(teller, fault)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof StoryTrouble) throw error
    throw new StoryTrouble(`Could not ${nameFault(order)}: ${reasonOf(error)}`, 'heal')
  }
}

/** A replica that is told to crash itself answers first. */
async function inEffect(teller: Teller, fault: Fault): Promise<Fault> {
  const isDown = ({ replicas }: LabState) =>
    'replica' in fault && replicas.some(({ name, condition }) => name === fault.replica && condition !== 'up')
  if ('replica' in fault) await until(teller, `${letter(fault.replica)} to go`, isDown, { limitMs: 15_000, remedy: 'heal' })
  return fault
}

/** Undoes what this story has broken, and waits until everything works again; how long that took, as measured by the replicas. */
export async function healOwn(teller: Teller): Promise<number | null> {
  const { lab, ownFaults } = teller
  const ids = [...ownFaults]
  const isDownForOthers = (replica: string, faults: readonly Fault[]) =>
    faults.some((fault) => fault.undone === null && !ids.includes(fault.id) && 'replica' in fault && fault.replica === replica)
  for (const id of ids) await lab.heal(id).catch(() => {}) // undone by itself meanwhile: there is nothing to do
  const state = await until(
    teller,
    'everything to work again',
    ({ faults, replicas }) =>
      replicas.every(({ name, condition }) => condition === 'up' || isDownForOthers(name, faults)) &&
      faults.every((fault) => !ids.includes(fault.id) || (fault.undone !== null && fault.healedMs !== null)),
    { limitMs: 60_000, remedy: 'heal' },
  )
  for (const id of ids) ownFaults.delete(id)
  const times = state.faults.flatMap((fault) => (ids.includes(fault.id) && fault.healedMs !== null ? [fault.healedMs] : []))
  return times.length > 0 ? Math.max(...times) : null
}

/** Undoes every fault of the stack, whoever ordered it; how many were on. */
export async function healEverything(teller: Teller): Promise<number> {
  const { lab, ownFaults } = teller
  const before = await until(teller, 'an answer of the stack', () => true, { limitMs: 20_000, remedy: 'heal' })
  const on = before.faults.filter(({ undone }) => undone === null)
  if (on.length > 0) await lab.heal()
  ownFaults.clear()
  const isAtRest = ({ faults, replicas }: LabState) =>
    replicas.every(({ condition }) => condition === 'up') && faults.every(({ undone }) => undone !== null)
  if (!isAtRest(before)) await until(teller, 'every replica to be up', isAtRest, { limitMs: 60_000, remedy: 'heal' })
  return on.length
}

/** `Two faults of somebody else are`: what is on and not this story's. */
export function say(faults: readonly Fault[]): string {
  return `${count(faults.length, 'fault')} of somebody else (${list(faults.map(nameFault))}) ${faults.length === 1 ? 'is' : 'are'}`
}

/** The faults that are on and that this story has not ordered. */
export function othersOf(state: LabState | null, own: ReadonlySet<string>): Fault[] {
  return state?.faults.filter(({ id, undone }) => undone === null && !own.has(id)) ?? []
}

/** `crash A`, `cut A – C` */
function nameFault(order: FaultOrder): string {
  switch (order.kind) {
    case 'cut':
      return `cut ${order.between.map(letter).join(' – ')}`
    case 'slow-store':
      return `slow ${STORE_NAMES[order.store]} by ${order.ms} ms`
    case 'stop-store':
      return `stop ${STORE_NAMES[order.store]}`
    case 'crash-master':
      return `crash ${order.server ?? `the master of ${STORE_NAMES[order.store]}`}`
    case 'delay-replication':
      return `delay replication by ${order.ms} ms`
    default:
      return `${order.kind} ${letter(order.replica)}`
  }
}

/** The replicas that are up, in their order. */
export const upOf = (state: LabState): string[] => state.replicas.filter(({ condition }) => condition === 'up').map(({ name }) => name)

/** What the replicas say of the session, without stores and cookies. */
export function replicaViews(state: LabState): (XRayView & { replica: string })[] {
  return state.xray.views.flatMap((view) =>
    typeof view.place === 'object' && 'replica' in view.place ? [{ ...view, replica: view.place.replica }] : [],
  )
}

/** `two of three` */
export const share = (some: number, all: number): string => `${number(some)} of ${number(all)}`

function isSame(one: FaultOrder, other: FaultOrder): boolean {
  return nameFault(one) === nameFault(other)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
