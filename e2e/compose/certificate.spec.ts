import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from 'node:tls'
import { docker } from '../../infra/docker/compose'
import { ROOT } from '../../infra/local/settings'
import { expect, test } from './compose-test'

const OURS = 'O = hopcart-localhost'
let folder: string
test.beforeEach(async ({ profile }) => {
  test.skip(profile !== 'redis', 'the same in every profile')
  folder = mkdtempSync(path.join(tmpdir(), 'hopcart-tls-'))
  chmodSync(folder, 0o755)
})
test.afterEach(() => {
  if (!folder) return
  inNginx('find /tls -mindepth 1 -delete') // files there may be root's
  rmSync(folder, { recursive: true })
})

/** Runs something in a container of the balancer's image with the folder as /tls; answers exit code and what was said. */
function inNginx(script: string, { own = false, readOnly = false } = {}): { code: number; said: string } {
  const mounts = ['-v', `${ROOT}/infra/nginx:/etc/hopcart:ro,z`, '-v', `${folder}:/tls:z${readOnly ? ',ro' : ''}`]
  const args = [
    'run',
    '--rm',
    '--network=none',
    '--entrypoint=sh',
    ...mounts,
    ...(own ? ['--env=OWN_CERTIFICATE=1'] : []),
    'nginx:1.30',
    '-c',
    `exec 2>&1; ${script}`,
  ]
  try {
    return { code: 0, said: execFileSync('docker', args, { encoding: 'utf8', stdio: 'pipe', timeout: 60_000 }) }
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string }
    return { code: status, said: stdout }
  }
}
const ensure = (how = {}) => inNginx('sh /etc/hopcart/certificate.sh', how)
const ensureOwn = () => ensure({ own: true })
const make = (name: string, key: string, days: number, subject: string) =>
  inNginx(
    `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days ${days} -subj ${subject} -keyout /tls/${key} -out /tls/${name} && chmod 644 /tls/*`,
  )
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8')
const issuer = () => inNginx('openssl x509 -in /tls/certificate.pem -noout -issuer -nameopt RFC2253,sep_comma_plus_space,space_eq').said

test('the volume: a certificate is made, kept, and made again in its last week', () => {
  expect(ensure().said).toContain('Made a certificate for localhost')
  expect(issuer()).toContain(OURS)
  inNginx('chmod 644 /tls/*')
  const first = read('certificate.pem')
  expect(ensure()).toEqual({ code: 0, said: '' })
  expect(read('certificate.pem')).toBe(first)
  make('certificate.pem', 'key.pem', 5, '/O=hopcart-localhost/CN=localhost')
  expect(ensure().said).toContain('Made a certificate for localhost')
  expect(inNginx('openssl x509 -in /tls/certificate.pem -noout -checkend 604800').code).toBe(0)
})

test('the volume: one that cannot be written to is told', () => {
  const { code, said } = ensure({ readOnly: true })
  expect([code === 0, said]).toEqual([false, expect.stringMatching(/key\.pem/)])
})

test("somebody's own folder is never written to, and what is missing or wrong is named", () => {
  expect(ensureOwn()).toEqual({ code: 1, said: expect.stringContaining('no certificate.pem in TLS_FOLDER') })
  make('certificate.pem', 'privkey.pem', 90, '/CN=shop.example')
  const mine = read('certificate.pem')
  expect(ensureOwn()).toEqual({ code: 1, said: expect.stringContaining('no key.pem in TLS_FOLDER') })
  make('other.pem', 'key.pem', 90, '/CN=other.example')
  expect(ensureOwn()).toEqual({ code: 1, said: expect.stringContaining('not the key of the first certificate') })
  writeFileSync(path.join(folder, 'key.pem'), read('privkey.pem'))
  expect(ensureOwn()).toEqual({ code: 0, said: '' })
  expect(read('certificate.pem')).toBe(mine)
  expect(readdirSync(folder).sort()).toEqual(['certificate.pem', 'key.pem', 'other.pem', 'privkey.pem'])
})

test('an own certificate is served, and a renewed one after a reload', async ({ containers, profile }) => {
  make('certificate.pem', 'key.pem', 90, '/CN=shop.example')
  const own = containers.compose.withProfile(profile, { TLS_FOLDER: folder })
  const served = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: Number(own.given.TLS_PORT), rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN))
        socket.destroy()
      }).once('error', reject)
    })
  const nginx = `nginx-${profile}`
  try {
    await own.run('up', '--detach', '--no-deps', '--wait', nginx)
    expect(await served()).toBe('shop.example')
    make('certificate.pem', 'key.pem', 90, '/CN=renewed.example')
    docker('exec', own.container(nginx), 'sh', '/etc/hopcart/start-nginx.sh', 'reload')
    await expect.poll(served).toBe('renewed.example')
  } finally {
    await containers.compose.run('up', '--detach', '--no-deps', '--wait', nginx)
  }
  expect(await served()).toBe('localhost')
})
