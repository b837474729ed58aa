import type { Story } from './commands'
import type { Shoppers } from './shoppers'
import type { Sky } from './weather'
import type { World } from './world'

export type Parts = { readonly world: World; readonly sky: Sky; readonly shoppers: Shoppers; readonly ends: boolean }

/** So long after its owner was stopped, a session is asked for at another member. */
const TAKEN_OVER_MS = 1_700
/** A partition has been noticed; and it lasts until everything has been tidied up. */
const NOTICED_MS = 3_000
const EXILE_MS = 40_000
const TOMBSTONE_MS = 180_000
const CHANGES = 30

/** Has several things happen that only together are dangerous. */
export function tell(story: Story, parts: Parts): void {
  if (story.do === 'stumble') stumble(story, parts)
  else if (story.do === 'exile') exile(story, parts)
  else bustle(story, parts)
}

type Of<Kind extends Story['do']> = Extract<Story, { do: Kind }>

function stumble({ shopper, again, delay, ms }: Of<'stumble'>, { world, sky, shoppers }: Parts): void {
  const owner = shoppers.ownerOf(shopper)
  if (owner < 0) return
  const renewal = { do: 'renew', shopper, others: false, full: false } as const
  shoppers.do({ ...renewal, ats: [owner] })
  world.after(delay, () => sky.fault({ do: 'pause', member: owner, ms }))
  world.after(delay + TAKEN_OVER_MS, () => shoppers.do({ ...renewal, ats: [again % world.size === owner ? again + 1 : again] }))
}

function exile({ shopper, member }: Of<'exile'>, { world, sky, shoppers, ends }: Parts): void {
  const index = member % world.size
  sky.fault({ do: 'cut', groups: world.nodes.map((_, each) => Number(each === index)), ms: EXILE_MS })
  world.after(NOTICED_MS, () => {
    if (ends) shoppers.do({ do: 'end', shopper, at: index + 1 })
  })
  world.after(2 * NOTICED_MS, () => {
    if (!world.nodes.some((_, each) => world.isPaused(each))) world.ahead += TOMBSTONE_MS
  })
}

function bustle({ shopper, member, gap }: Of<'bustle'>, { world, sky, shoppers }: Parts): void {
  const index = member % world.size
  void sky.leave(index, 0)
  for (let count = 0; count < CHANGES; count++) {
    world.after(count * gap, () => shoppers.do({ do: 'add', shopper, at: index + 1 + (count % 3), by: 1 }))
    world.after(count * gap + 1, () => shoppers.do({ do: 'read', at: index, pick: 0 }))
  }
}
