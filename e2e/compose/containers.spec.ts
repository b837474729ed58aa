import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { docker } from '../../infra/docker/compose'
import { SHARED_DATA } from '../../infra/local/settings'
import { KETTLE } from '../support/story'
import { expect, test } from './compose-test'

const OLD_TOKEN = path.join(SHARED_DATA, 'compose-token.json')

test('a cookie of the profile that was here before is simply unknown', async ({ client, profile, page }) => {
  const old = readOldToken()
  const name = profile === 'lab' ? 'redis-sid' : 'sid'
  const stranger = client.copy()
  stranger.cookies.set(name, old.token)
  expect((await stranger.get('/api/session')).json(), `a token of ${old.profile}`).toMatchObject({ user: null, cartCount: 0 })
  await page.context().addCookies([{ name, value: old.token, url: client.url }])
  for (const address of ['/', '/cart', '/account']) expect((await page.goto(address))?.status(), address).toBe(200)
  const added = await stranger.add(KETTLE.id)
  expect(added.status).toBe(200)
  expect(stranger.token).not.toBe(old.token)
  mkdirSync(SHARED_DATA, { recursive: true })
  writeFileSync(OLD_TOKEN, JSON.stringify({ profile, token: stranger.token }))
})

function readOldToken(): { profile: string; token: string } {
  try {
    return JSON.parse(readFileSync(OLD_TOKEN, 'utf8'))
  } catch {
    return { profile: 'nobody', token: `AAAAAAAA.${'B'.repeat(43)}` }
  }
}

test('a replica can do little: no root, nothing to write to, no new rights, no capabilities', async ({ containers, profile }) => {
  const replica = containers.compose.container(`web-${profile}`)
  const inside = (...command: string[]) => docker('exec', replica, ...command)
  expect(inside('id', '-un')).toBe('node')
  expect(() => inside('touch', '/app/x')).toThrow(/Read-only file system/)
  expect(inside('sh', '-c', 'grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status | tr -d "\\n\\t"')).toBe(
    'CapEff:0000000000000000CapBnd:0000000000000000NoNewPrivs:1',
  )
})

test("no secret is in a container's settings or in the image", async ({ containers, profile }) => {
  const replica = containers.compose.container(`web-${profile}`)
  const secrets = ['nextauth-secret', 'postgres-password'].map((file) => docker('exec', replica, 'cat', `/run/secrets-of/web/${file}`))
  const told = [replica, containers.compose.container('postgres'), containers.compose.container(`nginx-${profile}`)].map((name) =>
    docker('inspect', name),
  )
  told.push(docker('inspect', 'hopcart:local'), docker('history', '--no-trunc', 'hopcart:local'))
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThanOrEqual(32)
    for (const text of told) expect(text.includes(secret)).toBe(false)
  }
})

test('ports are open to this machine only, and the stores to nobody', async ({ containers, profile }) => {
  const ports = (service: string) => docker('inspect', '--format', '{{json .NetworkSettings.Ports}}', containers.compose.container(service))
  const published = Object.values(JSON.parse(ports(`nginx-${profile}`)) as Record<string, { HostIp: string }[] | null>).flat()
  expect(published.filter(Boolean).map((each) => each?.HostIp)).toEqual(['127.0.0.1', '127.0.0.1'])
  for (const service of [`web-${profile}`, 'postgres']) expect(ports(service)).not.toContain('HostIp')
})
