import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isMode, LAB, MODES, type Mode, modeOf } from './modes'
import type { ModePromise } from './promises'
import { parseSessionStoreUrl } from './store-url'
import { REDIS_MODES } from './stores/redis/servers'

const all: readonly Mode[] = MODES

/** How docs/sessions.md says it. */
const WORDS: { readonly [Name in Exclude<keyof ModePromise, 'survivesStoreRestart'>]: Readonly<Record<ModePromise[Name], string>> } = {
  sharedAcrossReplicas: { yes: 'yes', no: 'no' },
  noLostUpdate: { yes: 'both count', 'one-replica': 'both count, at one replica', no: 'one may be lost' },
  revocableAtOnce: { yes: 'everywhere at once', 'one-replica': 'at one replica', no: 'not before its end' },
  survivesReplicaCrash: { yes: 'nothing is lost', no: 'its sessions are lost' },
  survivesStoreCrash: {
    yes: 'nothing is lost',
    'last-second': 'its last second may be lost',
    'not-yet-copied': 'what had no copy yet may be lost',
    no: 'all is lost',
    'no-store': '–',
  },
  whenCutOff: {
    unavailable: 'refused, 503',
    'fails-over': 'another server takes over',
    merges: 'both sides go on, and merge',
    fenced: 'whoever has a copy goes on, and merges',
    'starts-empty': 'begins anew',
    unaffected: 'goes on',
  },
  durable: {
    yes: 'all is kept',
    'last-second': 'all but the last second is kept',
    no: 'all is lost',
    'in-browser': 'the browser keeps it',
  },
}

describe('the table of modes', () => {
  test('has the modes of the design, by store and affinity', () => {
    expect(all.map(({ name, store, affinity }) => `${name}: ${store}, ${affinity}`)).toEqual([
      'memory: memory, none',
      'sticky: memory, cookie',
      'sticky-ip: memory, ip',
      'replicated: replicated, none',
      'primary-backup: primary-backup, none',
      'db: postgres, none',
      'redis: redis, none',
      'redis-ha: redis, none',
      'redis-cluster: redis, none',
      'stateless: stateless, none',
    ])
  })

  test('is plain data: it survives JSON', () => {
    expect(JSON.parse(JSON.stringify(MODES))).toEqual(MODES)
  })

  test.each(all)('$name: its SESSION_STORE opens its store', ({ store, sessionStore }) => {
    expect(parseSessionStoreUrl(sessionStore).kind).toBe(store)
  })

  test('each topology of Redis has its mode, and no mode another one', () => {
    for (const { name, store, sessionStore } of all) {
      const config = parseSessionStoreUrl(sessionStore)
      if (store === 'redis') expect(config.kind === 'redis' && REDIS_MODES[config.servers.topology]).toBe(name)
    }
  })

  test.each(all)('$name: says in one sentence what it shows', ({ title, shows }) => {
    expect(title).not.toBe('')
    expect(shows).toMatch(/^[A-Z][^.!?]*\.$/)
  })

  test.each(all)('$name: its promise agrees with itself', ({ store, affinity, promise }) => {
    const external = store === 'postgres' || store === 'redis'
    expect(promise.survivesStoreCrash === 'no-store').toBe(!external)
    expect(promise.survivesStoreRestart === 'no-store').toBe(!external)
    // Affinity is the crutch of a store that is not shared.
    if (affinity !== 'none') expect(promise.sharedAcrossReplicas).toBe('no')
    if (promise.sharedAcrossReplicas === 'no') expect(promise).toMatchObject({ survivesReplicaCrash: 'no', revocableAtOnce: 'one-replica' })
    // Only what has copies can take over, and only then is anything on its way to one.
    expect(promise.survivesStoreCrash === 'not-yet-copied').toBe(promise.whenCutOff === 'fails-over')
    if (external) expect(promise).toMatchObject({ noLostUpdate: 'yes', revocableAtOnce: 'yes', survivesReplicaCrash: 'yes' })
  })

  test('its promises are those that docs/sessions.md tells', () => {
    const text = readFileSync(new URL('../docs/sessions.md', import.meta.url), 'utf8')
    const [, after = ''] = text.split(/^\| mode \| the next replica knows you \|.*\n.*\n/m)
    const rows = all.map(({ name, promise }) => {
      const cells = Object.entries(WORDS).map(([kind, words]) => (words as Record<string, string>)[promise[kind as keyof ModePromise]])
      return `| ${[`\`${name}\``, ...cells].join(' | ')} |`
    })
    expect(after.split('\n\n')[0]?.split('\n')).toEqual(rows)
    // Said in a sentence below it.
    for (const { promise } of all) expect(['yes', 'no-store']).toContain(promise.survivesStoreRestart)
  })

  test('the lab is a profile and no mode, and its default is available', () => {
    expect(isMode(LAB.name)).toBe(false)
    expect(modeOf(LAB.defaultMode).available).toBe(true)
    expect(parseSessionStoreUrl(LAB.sessionStore)).toEqual({ kind: 'lab' })
  })

  test('isMode takes the names and nothing else', () => {
    for (const { name } of all) expect(isMode(name)).toBe(true)
    for (const text of ['', 'Redis', 'redis ', 'toString', '__proto__', 'lab']) expect(isMode(text)).toBe(false)
  })

  test('modeOf finds the row', () => {
    expect(modeOf('db')).toMatchObject({ name: 'db', store: 'postgres' })
    expect(() => modeOf('nothing' as 'db')).toThrow('no mode "nothing"')
  })
})
