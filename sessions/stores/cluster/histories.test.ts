import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Session } from '../../session'
import { PARTITIONS } from './placement'
import { histories } from './testing/commands'
import { type Played, play } from './testing/play'

/** How many histories each design is driven through; HOPCART_HISTORIES=10000 for a night. */
const RUNS = Number(process.env.HOPCART_HISTORIES ?? 500)

for (const copies of ['all', 2] as const)
  test(`${copies === 'all' ? 'replicated' : 'primary-backup'}: after any history no acknowledged change is lost or doubled, nothing ended lives, and all members agree`, async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const played = await play(history, copies)
        try {
          expectAgreement(played)
          expectAdditions(played, history.ends)
          await expectDead(played)
          for (const { session, keys } of played.lastStates)
            expect(Object.keys(session.attributes)).toEqual(expect.arrayContaining([...keys]))
        } finally {
          for (let index = 0; index < history.members; index++) played.world.crash(index)
        }
      }),
      { numRuns: RUNS, verbose: 0 },
    )
  }, 900_000)

const membersOf = ({ world }: Played) => world.nodes.map((node) => node?.member).filter((member) => member !== undefined)

/** Every holder of a partition has the same there. */
function expectAgreement(played: Played): void {
  const members = membersOf(played)
  expect(members.map(({ core }) => core.roster.active.length)).toEqual(members.map(() => members.length))
  expect(played.world.isAgreed()).toBe(true)
  for (const [id, views] of sessionsOf(played))
    expect(new Set(views.map((view) => JSON.stringify([sorted(view), view.version]))).size, id).toBe(1)
}

const sorted = ({ attributes }: Session) => Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))

/** Each live session as each of its holders sees it. */
function sessionsOf(played: Played): Map<string, Session[]> {
  const sessions = new Map<string, Session[]>()
  for (const { core } of membersOf(played))
    for (let partition = 0; partition < PARTITIONS; partition++)
      for (const [id] of core.table.entries(partition)) {
        const record = core.placement.holds(core.id, partition) ? core.look.live(id, core.options.time()) : null
        if (record) sessions.set(id, [...(sessions.get(id) ?? []), core.look.session(id, record)])
      }
  return sessions
}

/** Each addition is there once if it was acknowledged, and otherwise once or not at all. */
function expectAdditions(played: Played, ends: boolean): void {
  const live = [...sessionsOf(played).values()].map(([session]) => session)
  for (const { key, by, isAcknowledged } of played.additions) {
    const found = live.reduce((sum, session) => sum + Number(session?.attributes[key] ?? 0), 0)
    if (isAcknowledged && !ends) expect(found, `${key}, acknowledged`).toBe(by)
    else expect([0, by], `${key}, acknowledged: ${isAcknowledged}`).toContain(found)
  }
}

/** What was signed out or replaced is dead at every member. */
async function expectDead(played: Played): Promise<void> {
  for (const { token, isDead } of played.tokens) {
    if (!isDead) continue
    for (const node of played.world.nodes) {
      const read = node?.store.read(token)
      await played.world.pass(500)
      expect(await read, 'a dead token').toBeNull()
    }
  }
}
