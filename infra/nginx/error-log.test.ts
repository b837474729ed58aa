import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { freePort } from '../local/free-port'
import { startNginx } from '../local/nginx'

test('a request that fails leaves neither its query nor its Referer in any log of nginx, and its outcome in one', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'hopcart-nginx-'))
  const [port, nobody] = [await freePort(), await freePort()]
  const accessLog = path.join(directory, 'access.log')
  const replicas = [`127.0.0.1:${nobody}`]
  const nginx = await startNginx({ directory, hosts: ['127.0.0.1'], port, accessLog, replicas, mode: 'redis' })
  try {
    const headers = { referer: `http://127.0.0.1:${port}/reset/secret-path?token=secret-too` }
    expect((await fetch(`http://127.0.0.1:${port}/cart?token=secret`, { headers })).status).toBe(502)
  } finally {
    await nginx.stop('SIGTERM', 3_000)
  }
  const access = readFileSync(accessLog, 'utf8')
  rmSync(directory, { recursive: true, force: true })
  expect(nginx.lastLines().join('\n'), 'what it says before the local stack blanks queries').not.toContain('secret')
  expect(access).not.toContain('secret')
  expect(JSON.parse(access)).toMatchObject({ path: '/cart', status: 502, upstream: expect.stringContaining(replicas[0] ?? '') })
})
