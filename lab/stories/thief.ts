import type { ThiefReport } from '@/lab/contract'
import { StoryTrouble } from './story'
import type { Teller } from './teller'

/** Takes a copy of this browser's session cookie. @throws StoryTrouble when there is none */
export async function rob({ lab }: Teller): Promise<string> {
  const loot = await lab.steal()
  if (!loot) throw new StoryTrouble('There was no cookie to steal.')
  return loot
}

/** Sends the copy from elsewhere, and tells what the shop answers. */
export async function askAsThief({ lab }: Teller, loot: string | undefined): Promise<ThiefReport> {
  if (!loot) throw new StoryTrouble('There is no loot; begin the story again.')
  return lab.tryLoot(loot)
}
