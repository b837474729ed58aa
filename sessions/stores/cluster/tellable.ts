import { tagOf } from '../../token'
import type { Core } from './core'
import { NobodyAnswers } from './failures'

/** @throws NobodyAnswers when whoever asked has given up meanwhile: what waited for its turn is not done */
export function assertWaited(core: Core, deadline: number): void {
  if (core.clock.now() > deadline) throw new NobodyAnswers('The turn of the call came too late.')
}

/**
 * Nobody is told that a session has ended because it is elsewhere. Where a member is lost, a token of a session that is known here may
 * have been renewed there; one of an unknown tag is an old cookie in nearly every case, and those must not fail while somebody is lost.
 * @throws NobodyAnswers
 */
export function assertTellable(core: Core, id: string, partition: number): void {
  if (core.table.has(id)) return
  if (core.cannotTell(partition)) throw new NobodyAnswers('All members that held this session are out of reach.')
  if (core.roster.lost.length > 0 && core.table.knowsTag(tagOf(id)))
    throw new NobodyAnswers('A member that is out of reach may have made this session of one that is known here.')
}
