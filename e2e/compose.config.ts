import { defineConfig } from '@playwright/test'
import { LAB, MODES, type ModeName } from '../sessions/modes'
import config from './playwright.config'
import { storyOf } from './support/story'
import type { StackOptions } from './support/test'

const profiles = [...MODES.filter(({ available }) => available).map(({ name }) => name), LAB.name]

/** What only some modes do. */
function own(mode: ModeName): string[] {
  const { revocable, failsOver } = storyOf(mode)
  return [...(revocable ? [] : ['sealed/*.spec.ts']), ...(failsOver ? ['failover/*.spec.ts'] : [])]
}

/** `npm run test:compose`: the stories of each mode, and those of containers, on that mode's compose profile; one after the other. */
export default defineConfig<object, StackOptions>({
  ...config,
  workers: 1,
  timeout: 120_000,
  projects: profiles.map((name) => ({
    name,
    testMatch:
      name === LAB.name
        ? ['lab/*.spec.ts', 'shop/lab.spec.ts', 'modes/replica-death.spec.ts', 'compose/*.spec.ts']
        : ['modes/*.spec.ts', 'compose/*.spec.ts', 'partition/*.spec.ts', ...own(name)],
    use: { profile: name },
  })),
})
