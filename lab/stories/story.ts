/**
 * What a story of the Lab is: a question to predict, steps that really happen on this stack, and an outcome chosen by what did.
 * Client-safe, no React.
 *
 * @module
 */
import type { ModeName } from '@/sessions/modes'
import type { Teller } from './teller'

/** One answer, small enough to stand in a row: who gave it, and what it said. */
export type Chip = { readonly replica: string | null; readonly text: string; readonly isAnomaly: boolean }

/** What a step tells afterwards: one or two sentences made from what was really answered, and the answers themselves. */
export type Told = { readonly text: string; readonly chips?: readonly Chip[] }

export type Step = {
  /** What the button says before it: "Sign in". */
  readonly name: string
  /** Does it. It may be run again after a {@link StoryTrouble}, and must not assume that it has not been. */
  readonly run: (teller: Teller) => Promise<Told>
}

type Choice = { readonly id: string; readonly text: string }

export type Outcome = {
  /** The id of the choice that came true. */
  readonly answer: string
  readonly text: string
}

/** One telling: its steps share what they learnt in a closure, so that each run starts from nothing. */
export type Script = { readonly steps: readonly Step[]; readonly outcome: () => Outcome }

export type Story = {
  /** `#story=<slug>` opens it. */
  readonly slug: string
  readonly title: string
  readonly mode: ModeName
  /** The mode that it compares with. */
  readonly against?: ModeName
  readonly ask: string
  readonly choices: readonly Choice[]
  readonly script: () => Script
  /** Where the code is that does it. */
  readonly code: readonly { readonly path: string; readonly what: string }[]
  /** To repeat it in a shell against the same stack. */
  readonly curl: readonly string[]
  /** What to try by hand afterwards. */
  readonly tryNext: string
}

/** A step could not be done. `heal` offers to undo every fault first; `again` only to try again. */
export class StoryTrouble extends Error {
  override readonly name = 'StoryTrouble'
  constructor(
    message: string,
    readonly remedy: 'heal' | 'again' = 'again',
  ) {
    super(message)
  }
}

/** The hash by which a story is linked. */
export function storyHash(slug: string): string {
  return `#story=${slug}`
}
