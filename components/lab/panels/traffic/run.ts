import type { Answered, Lab, Observation } from '@/lab/client/types'
import type { XRayView } from '@/lab/contract'
import { type Cart, freshFirst, planRun, type Queue, RUNS, type RunKind, type Step } from './plan'
import { type Add, countByReplica, countFates, type Held, heldByAll, heldOf, isUnsure } from './tally'

/** Seeded in every lab, so that one of three shoppers can sign in. */
const SECOND = { email: 'second@example.com', password: 'hopcart-demo' } as const

export type Progress = { readonly done: number; readonly all: number }

export type RunResult = {
  readonly kind: RunKind
  readonly byReplica: ReturnType<typeof countByReplica>
  readonly fates: ReturnType<typeof countFates>
  /** By a fresh read; null: it was not answered. */
  readonly held: Held | null
  /** Who answered that read, of shopper 1. */
  readonly readFrom: string | null
  /** What each place has of it, of runs of one shopper. */
  readonly byPlace: readonly { readonly view: XRayView; readonly held: Held | null }[]
  /** Answers to a user as if to a stranger. */
  readonly signedOut: number
}

type Sent = { step: Step; key: string; answer: Answered }

/**
 * Sends a run's real requests, repeats what was not answered once, and holds what was acknowledged against what is there.
 * @returns null when the Lab's mode was changed meanwhile: it sends in the mode at hand
 */
export async function runTraffic(
  lab: Lab,
  kind: RunKind,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<RunResult | null> {
  const { mode } = lab.view()
  const isLeft = () => lab.view().mode !== mode
  const { shoppers } = RUNS[kind]
  if (kind === 'shoppers') await introduceThird(lab)
  const before = new Map<number, Cart>()
  for (const shopper of shoppers) before.set(shopper, (await readCart(lab, shopper)).cart ?? {})
  const products = await inStock(lab)
  const placed = lab.view().state?.xray.views.flatMap(({ session }) => (session ? [session.cart] : [])) ?? []
  const queues = planRun(kind, (shopper) => freshFirst(products, [before.get(shopper) ?? {}, ...(shopper === 1 ? placed : [])]))
  const sent = await sendAll(lab, queues, () => signal.aborted || isLeft(), onProgress)
  if (isLeft()) return null
  const adds = await repeatUnsure(lab, sent)
  const after = await Promise.all(
    shoppers.map(async (shopper) => ({ shopper, before: before.get(shopper) ?? {}, ...(await readCart(lab, shopper)) })),
  )
  await lab.refresh()
  if (isLeft()) return null
  const { state, observations } = lab.view()
  return {
    kind,
    byReplica: countByReplica(sent.map(({ answer, step }) => ({ replica: answer.observation.replica, shopper: step.shopper }))),
    fates: countFates(adds),
    held: heldByAll(
      adds,
      after.map(({ cart, ...rest }) => ({ ...rest, after: cart })),
    ),
    readFrom: after[0]?.replica ?? null,
    byPlace: shoppers.length > 1 ? [] : (state?.xray.views ?? []).map((view) => ({ view, held: heldAt(view, adds, before.get(1) ?? {}) })),
    signedOut: countSignedOut(observations, sent),
  }
}

async function sendAll(
  lab: Lab,
  queues: readonly Queue[],
  isOver: () => boolean,
  onProgress: (progress: Progress) => void,
): Promise<Sent[]> {
  const all = queues.reduce((sum, { steps }) => sum + steps.length, 0)
  const sent: Sent[] = []
  onProgress({ done: 0, all })
  const work = async (rest: Step[]) => {
    for (let step = rest.shift(); step && !isOver(); step = rest.shift()) {
      const key = crypto.randomUUID()
      sent.push({ step, key, answer: await sendStep(lab, step, key) })
      onProgress({ done: sent.length, all })
    }
  }
  const workers = queues.flatMap(({ steps, atOnce }) => {
    const rest = [...steps]
    return Array.from({ length: atOnce }, () => work(rest))
  })
  await Promise.all(workers)
  return sent
}

function sendStep(lab: Lab, step: Step, key: string): Promise<Answered> {
  const { shopper } = step
  return step.do === 'add' ? lab.add(step.productId, { shopper, key }) : lab.session({ shopper })
}

/** One more try, with the same key, for each add that may or may not have happened; what it answers is what counts. */
async function repeatUnsure(lab: Lab, sent: readonly Sent[]): Promise<Add[]> {
  const adds: Add[] = []
  for (const { step, key, answer } of sent) {
    if (step.do !== 'add') continue
    const status = isUnsure(answer.status) ? (await sendStep(lab, step, key)).status : answer.status
    adds.push({ shopper: step.shopper, productId: step.productId, status })
  }
  return adds
}

async function readCart(lab: Lab, shopper: number): Promise<{ cart: Cart | null; replica: string | null }> {
  const { status, json, observation } = await lab.cart({ shopper })
  const lines = (json as { lines?: { productId: string; quantity: number }[] } | null)?.lines
  const cart = status === 200 && lines ? Object.fromEntries(lines.map(({ productId, quantity }) => [productId, quantity])) : null
  return { cart, replica: observation.replica }
}

async function inStock(lab: Lab): Promise<string[]> {
  const { json } = await lab.send({ path: '/api/products', label: 'list products' })
  const products = (json as { products?: { id: string; stock: number }[] } | null)?.products ?? []
  return products.flatMap(({ id, stock }) => (stock > 1 ? [id] : []))
}

/** The third shopper is signed in; without demo accounts it stays a guest. */
async function introduceThird(lab: Lab): Promise<void> {
  const { json } = await lab.session({ shopper: 3 })
  if (!(json as { user?: unknown } | null)?.user) await lab.signIn(SECOND, { shopper: 3 })
}

function heldAt({ session, state }: XRayView, adds: readonly Add[], before: Cart): Held | null {
  return state === 'unreachable' ? null : heldOf(adds, before, session?.cart ?? {})
}

function countSignedOut(observations: readonly Observation[], sent: readonly Sent[]): number {
  const keys = new Set(sent.map(({ answer }) => answer.observation.key))
  return observations.filter(({ key, anomalies }) => keys.has(key) && anomalies.some(({ kind }) => kind === 'signed-out')).length
}
