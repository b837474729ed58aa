/**
 * The stories of the Lab, in the order in which they are told: the problem first.
 *
 * @module
 */
import type { Story } from './story'
import { crowded } from './told/crowded'
import { dbHolds } from './told/db-holds'
import { lag } from './told/lag'
import { primary } from './told/primary'
import { redisDies } from './told/redis-dies'
import { stickyDies } from './told/sticky-dies'
import { stolen } from './told/stolen'
import { stranger } from './told/stranger'
import { travels } from './told/travels'

export const STORIES: readonly Story[] = [stranger, stickyDies, crowded, lag, primary, dbHolds, redisDies, stolen, travels]

/** The one that the hash `#story=<slug>` names, or null. */
export function storyOf(hash: string): Story | null {
  const slug = /^#story=([a-z-]+)$/.exec(hash)?.[1]
  return STORIES.find((story) => story.slug === slug) ?? null
}

/** The one after it; the last is followed by none. */
export function storyAfter(story: Story): Story | null {
  return STORIES[STORIES.indexOf(story) + 1] ?? null
}
