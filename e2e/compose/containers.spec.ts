import { docker } from '../../infra/docker/compose'
import { expect, test } from './compose-test'

/** What the image may add to node:24-slim. */
const ADDED_BYTES = 120e6
const WITH_REDIS = ['redis', 'lab']
/** What else there is in a mode that nobody may reach from outside. */
const SERVERS: Readonly<Record<string, readonly string[]>> = {
  'redis-ha': ['redis-ha-1', 'sentinel-1'],
  'redis-cluster': ['redis-cluster-1'],
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

test("Redis has what the official image's entrypoint steps down from root with", async ({ containers, profile }) => {
  test.skip(!WITH_REDIS.includes(profile), 'there is none')
  const stepDown = '--reuid redis --regid redis --clear-groups --nnp --inh-caps=-all --ambient-caps=-all --bounding-set=-all'
  expect(docker('exec', containers.compose.container('redis'), 'setpriv', ...stepDown.split(' '), 'id', '-un')).toBe('redis')
})

test('no secret is in the image, or in the settings of a container that runs', async ({ containers, profile }) => {
  const { compose } = containers
  const replica = compose.container(`web-${profile}`)
  const inside = (...command: string[]) => docker('exec', replica, ...command)
  const files = inside('ls', '/run/secrets-of/web').split('\n')
  expect(files).toEqual(['cluster-secret', 'nextauth-secret', 'postgres-password', 'redis-password', 'server-actions-key', 'session-keys'])
  const secrets = files.map((file) => inside('cat', `/run/secrets-of/web/${file}`))
  for (const name of ['NEXTAUTH_SECRET', 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY']) expect(secrets).toContain(compose.given[name])

  const image = docker('inspect', '--format', '{{.Image}}', replica)
  const running = compose.containers().filter((name) => name !== compose.container('secrets'))
  const told = [
    docker('image', 'inspect', image),
    docker('history', '--no-trunc', image),
    ...running.map((name) => docker('inspect', name)),
  ]
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThanOrEqual(32)
    for (const text of told) expect(text.includes(secret)).toBe(false)
    expect(inside('sh', '-c', 'grep -rlF -e "$1" /app || true', 'sh', secret), 'files of the image with it').toBe('')
  }
})

test('the image adds little to what it is built on', async ({ containers, profile }) => {
  const size = (image: string) => Number(docker('image', 'inspect', '--format', '{{.Size}}', image))
  const image = docker('inspect', '--format', '{{.Image}}', containers.compose.container(`web-${profile}`))
  const added = size(image) - size('node:24-slim')
  expect(added).toBeGreaterThan(0)
  expect(added).toBeLessThan(ADDED_BYTES)
})

test('ports are open to this machine only, and the stores to nobody', async ({ containers, profile }) => {
  const ports = (service: string) => docker('inspect', '--format', '{{json .NetworkSettings.Ports}}', containers.compose.container(service))
  const published = Object.values(JSON.parse(ports(`nginx-${profile}`)) as Record<string, { HostIp: string }[] | null>).flat()
  expect(published.filter(Boolean).map((each) => each?.HostIp)).toEqual(['127.0.0.1', '127.0.0.1'])
  const others = [`web-${profile}`, 'postgres', ...(WITH_REDIS.includes(profile) ? ['redis'] : []), ...(SERVERS[profile] ?? [])]
  for (const service of others) expect(ports(service), service).not.toContain('HostIp')
})
