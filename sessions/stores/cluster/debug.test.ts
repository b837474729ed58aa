import { test } from 'vitest'
import { play } from './testing/play'
import { PARTITIONS } from './placement'
const h = JSON.parse(process.env.H ?? '{}')
test('debug', async () => {
  const played = await play(h, process.env.COPIES === '2' ? 2 : 'all')
  for (const node of played.world.nodes) {
    const core = node?.member.core
    if (!core) continue
    console.log(core.id, core.roster.state, core.roster.active.join(), core.roster.epoch, JSON.stringify(core.counters.snapshot()))
    for (let p = 0; p < PARTITIONS; p++) for (const [id, d] of core.table.entries(p)) console.log(core.id, p, id.slice(0, 12), d.join(), core.placement.holds(core.id, p), core.table.packed(id))
  }
  console.log(JSON.stringify(played.additions), JSON.stringify(played.tokens.map(t=>({...t, token: t.token.slice(0,8)}))))
})
