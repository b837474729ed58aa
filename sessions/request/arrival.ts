import type { Change, Session } from '../index'

/**
 * Attributes with this prefix wait until their session is presented: a new session's token may be lost on its way, and only
 * one that comes back in another request is known to have reached its browser.
 */
export const ARRIVAL_PREFIX = 'arrival:'

/**
 * What is done for a session that waits: it may change it, and answers what the request shall see. `requestId` is the balancer's. `mayRepeat`:
 * the change is in a cookie that may not arrive, so that the same is done again, also at the same time, and must come out the same.
 */
export type Arrival = (
  session: Session,
  requestId: string | null,
  change: (change: Change) => Promise<Session | null>,
  mayRepeat?: boolean,
) => Promise<Session>

/** Hung on globalThis: Next bundles routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartArrival?: Arrival }

/** Says what is done when a session that waits is presented; once, when the process starts. */
export function onArrival(arrival: Arrival): void {
  holder.__hopcartArrival = arrival
}

/** Does it. Costs nothing for a session that does not wait. */
export async function arrived(
  session: Session,
  ...rest: Parameters<Arrival> extends [Session, ...infer Rest] ? Rest : never
): Promise<Session> {
  const waits = Object.keys(session.attributes).some((key) => key.startsWith(ARRIVAL_PREFIX))
  return waits && holder.__hopcartArrival ? holder.__hopcartArrival(session, ...rest) : session
}
