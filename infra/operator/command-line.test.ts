import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startedAt } from '../local/foreign-process'
import { ROOT } from '../local/settings'
import { accounts } from './accounts'
import { callReplica } from './call-replica'
import { readCommand } from './command-line'
import { composeStack } from './compose-replicas'
import { localStack } from './local-replicas'
import { sessions } from './sessions'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'hopcart-operator-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** As a person runs it, in a process of its own. */
const run = (...args: string[]) => {
  const env = { ...process.env, HOPCART_DATA: directory }
  return spawnSync(process.execPath, ['infra/local/bootstrap.mjs', ...args], { cwd: ROOT, env, encoding: 'utf8' })
}

/** A program called docker that prints this, or complains. */
function standInDocker(script: string): void {
  writeFileSync(path.join(directory, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  vi.stubEnv('PATH', `${directory}:${process.env.PATH}`)
}

/** stack.json of a launcher that is this process, with these replicas. */
function writeStack(
  replicas: object[],
  launcher: { pid: number; started: number | null } = { pid: process.pid, started: startedAt(process.pid) },
) {
  writeFileSync(path.join(directory, 'stack.json'), JSON.stringify({ mode: 'memory', launcher, replicas }))
}

describe('the commands', () => {
  test.each([
    [sessions, []],
    [sessions, ['list']],
    [sessions, ['forget', '--user', 'x@example.com']],
    [sessions, ['end']],
    [sessions, ['end', 'one', 'two']],
    [sessions, ['end', 'one', '--user', 'x@example.com']],
    [sessions, ['end-all', 'x@example.com']],
    [sessions, ['list', '--nonsense']],
    [accounts, ['disable']],
    [accounts, ['disable', 'all', '--user', 'x@example.com']],
    [accounts, ['close', '--user', 'x@example.com']],
  ])('%o %j: how to use it, and exit code 2', async (command, args) => {
    const message = expect.stringContaining(`npm run ${command.name} -- `)
    await expect(command(args)).rejects.toMatchObject({ exitCode: 2, message })
  })

  test('the help says what an end is', () => {
    for (const command of ['sessions', 'accounts']) {
      const { status, stdout } = run(command, '--help')
      expect(status).toBe(0)
      expect(stdout).toMatch(/forced/)
      expect(stdout).toContain('--compose')
    }
  })

  test('a session id may begin with a dash', () => {
    const id = `-${'a'.repeat(7)}.${'-'.repeat(43)}`
    for (const args of [
      ['end', id],
      ['end', id, '--json'],
      ['--json', 'end', id],
    ])
      expect(readCommand(args, 'help')).toMatchObject({ action: 'end', rest: [id], json: args.length === 3 })
  })

  test('without a running stack they say how to start one', () => {
    const { status, stdout, stderr } = run('sessions', 'list', '--user', 'x@example.com')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/No stack runs here.*npm start\n.*--compose/s)
  })
})

describe('the stack of containers', () => {
  test('where none of its replicas runs: how to start them', () => {
    standInDocker('echo "hopcart-nginx-redis-1 running nginx-redis 1"; echo "hopcart-web-redis-1 exited web-redis 1"')
    expect(() => composeStack('hopcart')).toThrow(/"hopcart" runs no replica.*docker compose --profile redis up/s)
    standInDocker('')
    expect(() => composeStack('hopcart')).toThrow(/runs no replica/)
  })

  test('an engine that does not answer is told, with its reason', () => {
    standInDocker('echo "Cannot connect to the Docker daemon" >&2; exit 1')
    expect(() => composeStack('mine')).toThrow('Docker cannot be asked for the compose project "mine": Cannot connect to the Docker daemon')
    vi.stubEnv('PATH', directory)
    rmSync(path.join(directory, 'docker'))
    expect(() => composeStack('mine')).toThrow('there is no docker on this machine')
  })

  test('has the replicas of the profile that runs, in the order of their numbers; one that does not run is not asked', async () => {
    const rows = ['web-10 running web-db 10', 'web-2 exited web-db 2', 'old running-not web-redis 1', 'nginx running nginx-db 1']
    standInDocker(rows.map((row) => `echo "${row}"`).join('\n'))
    const { profile, replicas } = composeStack('hopcart')
    expect(profile).toBe('db')
    expect(replicas.map(({ name }) => name)).toEqual(['web-2', 'web-10'])
    await expect(replicas[0]?.call('sessions', {})).rejects.toThrow('its container is exited')
  })

  test('what the program in the container complains about is told', async () => {
    standInDocker('if [ $1 = exec ]; then echo "no answer in 5 s" >&2; exit 1; fi\necho "c running web-db 1"')
    await expect(composeStack('hopcart').replicas[0]?.call('sessions', {})).rejects.toThrow(/^no answer in 5 s$/)
  })
})

describe('the local stack', () => {
  test('what a killed launcher left behind is no running stack', () => {
    expect(() => localStack(directory)).toThrow(/No stack runs here/)
    writeStack([], { pid: process.pid, started: 1 })
    expect(() => localStack(directory)).toThrow(/No stack runs here/)
    const gone = Number(execFileSync('sh', ['-c', 'echo $$']).toString())
    writeStack([], { pid: gone, started: Date.now() })
    expect(() => localStack(directory)).toThrow(/No stack runs here/)
    writeStack([])
    expect(localStack(directory)).toMatchObject({ profile: 'memory', replicas: [] })
  })

  test('the key is not sent to whoever has the port of a replica that is gone', async () => {
    let asked = 0
    const server = createServer((_, response) => response.end(String(asked++)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      writeStack([{ name: 'web-1', pid: process.pid, started: 1, address }])
      const [replica] = localStack(directory).replicas
      await expect(replica?.call('sessions', {})).rejects.toThrow('it is not running')
      expect(asked).toBe(0)
    } finally {
      server.close()
    }
  })
})

test('who refuses the connection, hangs up or redirects is told in a few words', async () => {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('accounts')) request.socket.destroy()
    else response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    await expect(callReplica(address, 'secret', 'accounts', {})).rejects.toThrow(/closed|hang up/)
    await expect(callReplica(address, 'secret', 'sessions', {})).rejects.toThrow(/redirect/)
  } finally {
    server.close()
  }
  await expect(callReplica(address, 'secret', 'sessions', {})).rejects.toThrow(/ECONNREFUSED/)
})
