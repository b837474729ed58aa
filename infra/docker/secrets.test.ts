import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { environmentProblems } from '../../web/environment'
import { readSecrets } from './read-secrets.cjs'
import { keepSecrets } from './secrets'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hopcart-secrets-'))
  for (const name of ['web', 'postgres', 'redis']) mkdirSync(path.join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true }))

const env = (values: Record<string, string> = {}) => values as unknown as NodeJS.ProcessEnv
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8')
const web = () => Object.fromEntries(readdirSync(path.join(folder, 'web')).map((name) => [name, read(`web/${name}`)]))

describe('the service secrets', () => {
  test('makes what is not there, and keeps it', () => {
    expect(keepSecrets(env(), folder).every((line) => line.endsWith(': made'))).toBe(true)
    const made = web()
    expect(new Set(Object.values(made)).size).toBe(6)
    expect(read('postgres/password')).toBe(made['postgres-password'])
    expect(read('redis/redis.conf')).toBe(`requirepass ${made['redis-password']}\n`)
    expect(keepSecrets(env(), folder).every((line) => line.endsWith(': kept'))).toBe(true)
    expect(web()).toEqual(made)
  })

  test('what it makes is what a replica takes', () => {
    keepSecrets(env(), folder)
    const replica = env({
      DATABASE_URL: 'postgres://hopcart@postgres:5432/hopcart',
      SESSION_STORE: 'redis://redis:6379',
      AUTH_TRUST_HOST: '1',
    })
    readSecrets(replica, path.join(folder, 'web'))
    expect(environmentProblems(replica)).toEqual([])
    expect(environmentProblems({ ...replica, SESSION_STORE: 'primary-backup:?peers=dns:primary-backup:7600' })).toEqual([])
    const sealing = env({ ...replica, SESSION_STORE: 'stateless:' })
    readSecrets(sealing, path.join(folder, 'web'))
    expect(sealing.SESSION_KEYS).toBe(read('web/session-keys'))
    expect(environmentProblems(sealing)).toEqual([])
    expect(replica.SESSION_KEYS, 'where nothing is sealed').toBeUndefined()
  })

  test('takes what is given, in all files, and keeps it when it is no longer given', () => {
    keepSecrets(env(), folder)
    const given = 'a-password-of-32-characters-or-so'
    keepSecrets(env({ REDIS_PASSWORD: given, NEXTAUTH_SECRET: given }), folder)
    expect(keepSecrets(env({ REDIS_PASSWORD: '' }), folder)).toContain('REDIS_PASSWORD: kept')
    expect(web()).toMatchObject({ 'redis-password': given, 'nextauth-secret': given })
    expect(read('redis/redis.conf')).toBe(`requirepass ${given}\n`)
  })

  test.each([
    ['NEXTAUTH_SECRET', 'x'.repeat(31)],
    ['CLUSTER_SECRET', 'x'.repeat(31)],
    ['NEXT_SERVER_ACTIONS_ENCRYPTION_KEY', 'x'.repeat(32)],
    ['SESSION_KEYS', `${'x'.repeat(43)},${'y'.repeat(42)}`],
    ['POSTGRES_PASSWORD', 'x'.repeat(15)],
    ['REDIS_PASSWORD', 'with a space in it, or a\nrename-command'],
  ])('refuses a %s that does not fit, by its name, and writes nothing', (name, value) => {
    expect(() => keepSecrets(env({ [name]: value }), folder)).toThrow(`${name} must `)
    expect(() => keepSecrets(env({ [name]: value }), folder)).not.toThrow(value)
    expect(web()).toEqual({})
  })

  test('makes one anew that an earlier version took and replicas refuse', () => {
    writeFileSync(path.join(folder, 'web/nextauth-secret'), 'x'.repeat(20))
    expect(keepSecrets(env(), folder)[0]).toMatch(/^NEXTAUTH_SECRET: made anew/)
    expect(read('web/nextauth-secret')).toMatch(/^[\w-]{43}$/)
  })

  test('goes on after a run that was killed half-way', () => {
    const half = path.join(folder, 'web/nextauth-secret.new')
    writeFileSync(half, 'half')
    chmodSync(half, 0o444)
    keepSecrets(env(), folder)
    expect(readdirSync(path.join(folder, 'web')).filter((name) => name.endsWith('.new'))).toEqual([])
  })
})

describe('a replica', () => {
  beforeEach(() => {
    keepSecrets(env({ POSTGRES_PASSWORD: 'of+postgres/0123456789' }), folder)
  })
  const readWeb = (values: Record<string, string>) => {
    const replica = env(values)
    readSecrets(replica, path.join(folder, 'web'))
    return replica
  }

  test('has the password in the addresses of our own services, and nowhere else', () => {
    const { DATABASE_URL, REDIS_URL, SESSION_STORE } = readWeb({
      DATABASE_URL: 'postgres://hopcart@postgres:5432/hopcart',
      REDIS_URL: 'rediss://redis.example:6380',
      SESSION_STORE: 'redis://redis:6379',
    })
    expect(DATABASE_URL).toBe('postgres://hopcart:of%2Bpostgres%2F0123456789@postgres:5432/hopcart')
    expect(REDIS_URL).toBe('rediss://redis.example:6380')
    expect(SESSION_STORE).toBe(`redis://:${read('web/redis-password')}@redis:6379`)
  })

  test('has it in addresses of several servers, too, where all of them are our own', () => {
    const password = read('web/redis-password')
    const sentinels = readWeb({ SESSION_STORE: 'redis+sentinel://sentinel-1,sentinel-2:26379,sentinel-3?master=mymaster' })
    expect(sentinels.SESSION_STORE).toBe(`redis+sentinel://:${password}@sentinel-1,sentinel-2:26379,sentinel-3?master=mymaster`)
    const others = readWeb({
      REDIS_HA_URL: 'redis+sentinel://sentinel-1,sentinel.example',
      REDIS_CLUSTER_URL: 'redis+cluster://redis-cluster-1,redis-cluster-2:6379',
    })
    expect(others.REDIS_HA_URL).toBe('redis+sentinel://sentinel-1,sentinel.example')
    expect(others.REDIS_CLUSTER_URL).toBe(`redis+cluster://:${password}@redis-cluster-1,redis-cluster-2:6379`)
  })

  test('keeps what it was given', () => {
    const given = { NEXTAUTH_SECRET: 'mine', DATABASE_URL: 'postgres://me:secret@postgres/x', SESSION_STORE: 'memory:' }
    expect(readWeb(given)).toMatchObject(given)
  })

  test('says which one is missing, and who makes it', () => {
    rmSync(path.join(folder, 'web/nextauth-secret'))
    expect(() => readWeb({})).toThrow(/nextauth-secret.*the service "secrets"/)
  })
})
