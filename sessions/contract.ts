/**
 * What every session store must do, as a suite for vitest. A store's test is:
 * ```ts
 * describeSessionStore('redis', { openPair: (options) => [openRedisStore(url, options), openRedisStore(url, options)] })
 * ```
 * Users, tokens and change ids are random, so that suites may run against one shared server at the same time.
 *
 * @module
 */
import { describe } from 'vitest'
import { aliasRules } from './contract/aliases'
import { changeRules } from './contract/changes'
import { expiryRules } from './contract/expiry'
import { lifecycleRules } from './contract/lifecycle'
import { modelRules } from './contract/model'
import { closingRules, prefixRules } from './contract/options'
import { type ContractOptions, runGroups } from './contract/place'
import { raceRules } from './contract/races'
import { renewalRules } from './contract/renewal'
import { signInRaceRules } from './contract/sign-in-races'
import { userRules } from './contract/users'
import { valueRules } from './contract/values'

export type { ContractOptions } from './contract/place'

/** Declares the suite for one store; `name` is what the report calls it. */
export function describeSessionStore(name: string, options: ContractOptions): void {
  describe(`${name}: the session store contract`, () => {
    runGroups(options, [
      {
        groups: {
          'one session': lifecycleRules,
          changes: changeRules,
          'keys and values': valueRules,
          'random changes': modelRules,
          expiry: expiryRules,
          renewal: renewalRules,
          aliases: aliasRules,
          'sessions of a user': userRules,
          races: raceRules,
          'races with a sign-in': signInRaceRules,
        },
      },
      { groups: { 'another alias key prefix': prefixRules }, open: { aliasKeyPrefix: 'basket:' } },
      { groups: { closing: closingRules } },
    ])
  })
}
