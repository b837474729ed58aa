import { tagOf } from '../../token'
import { ACK_MS, type Core } from './core'
import { NobodyAnswers } from './failures'

/** @throws NobodyAnswers when whoever asked has given up meanwhile: what waited for its turn is not done */
export function assertWaited(core: Core, deadline: number): void {
  if (core.clock.now() > deadline) throw new NobodyAnswers('The turn of the call came too late.')
}

/**
 * Nobody is told that a session has ended because it is elsewhere. One of a tag that is known here may have been renewed where this
 * member was taken for lost, without noticing: the others are asked for it. One of an unknown tag is an old cookie in nearly every
 * case, and those must not fail while somebody is lost.
 * @throws NobodyAnswers when somebody who may know it is out of reach
 */
export async function becomeTellable(core: Core, id: string, partition: number): Promise<void> {
  if (core.table.has(id)) return
  if (core.cannotTell(partition)) throw new NobodyAnswers('All members that held this session are out of reach.')
  if (!core.table.knowsTag(tagOf(id))) return
  if (core.roster.lost.length === 0) await Promise.all(core.otherHolders(partition).map((holder) => fetchFrom(core, holder, [id])))
  if (core.roster.lost.length > 0 && !core.table.has(id))
    throw new NobodyAnswers('A member that is out of reach may have made this session of one that is known here.')
}

/** Takes in what a member knows of sessions, if it is there. @throws NobodyAnswers when it is, and does not answer */
export async function fetchFrom(core: Core, member: string, ids: readonly string[]): Promise<void> {
  try {
    await core.fetch(member, ids, ACK_MS)
  } catch {
    await core.roster.suspect(member)
    if (core.roster.addressOf(member)) throw new NobodyAnswers('A member that may know more of this session does not answer.')
  }
}
