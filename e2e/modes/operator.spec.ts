import { Client } from '../support/client'
import { operate, type Told } from '../support/operator'
import { getFromEveryReplica } from '../support/replicas'
import { LAMP, storyOf } from '../support/story'
import { expect, test } from '../support/test'

type Listed = { sessions: { id: string; mode: string; network: string; replicas: string[] }[]; problems: unknown[] }

test('an operator lists the sessions of a user, ends one, ends all, and no token is ever printed', async ({ client, stack, profile }) => {
  const { shared, revocable } = storyOf(profile)
  test.skip(!revocable, 'nobody can list or end what is in cookies; sealed/copies asserts that')
  const account = await client.signUp()
  const [first, second] = [new Client(stack.url), new Client(stack.url)]
  for (const each of [first, second]) expect((await each.signIn(account.email, account.password)).status).toBe(200)
  const tokens = [first.token, second.token].map(String)
  const said: Told[] = []
  const run = async (...args: string[]) => {
    const told = await operate(stack, 'sessions', ...args)
    said.push(told)
    return told
  }
  const list = async () => {
    const { exitCode, stdout, stderr } = await run('list', '--user', account.email, '--json')
    expect(exitCode, stderr).toBe(0)
    return JSON.parse(stdout) as Listed
  }

  const { sessions, problems } = await list()
  expect(problems).toEqual([])
  expect(sessions.map(({ mode }) => mode)).toEqual([profile, profile])
  const [newest, oldest] = sessions
  if (!newest || !oldest) throw new Error('two were listed')
  /** On which replicas a token's session is signed in. */
  const signedInOn = async (token: string | undefined) => {
    const address = newest.network.replace('.0.0/16', '.0.1')
    const replies = await getFromEveryReplica(stack, profile, client.with('sid', token), '/api/session', address)
    return [...replies].filter(([, reply]) => reply.json<{ user: unknown }>().user !== null).map(([replica]) => replica)
  }

  expect(newest.network).toMatch(/^[\d.]+\.0\.0\/16$/)
  const table = await run('list', '--user', account.email)
  for (const { id, replicas } of sessions) {
    expect(replicas).toHaveLength(shared ? 3 : 1)
    const line = table.stdout.split('\n').find((each) => each.includes(id))
    if (!shared) expect(line).toContain(replicas[0])
  }
  expect(table.stdout.split('\n')[0]).toMatch(shared ? /^mode +id / : /^mode +replica +id /)

  expect(await signedInOn(second.token)).toEqual(expect.arrayContaining(newest.replicas))
  const one = await run('end', newest.id)
  expect(one, one.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^1 session ended/) })
  expect(await signedInOn(second.token)).toEqual([])
  expect((await signedInOn(first.token)).sort()).toEqual([...oldest.replicas].sort())
  expect((await list()).sessions.map(({ id }) => id)).toEqual([oldest.id])
  expect(await run('end', newest.id)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(newest.id) })

  await second.signIn(account.email, account.password)
  tokens.push(String(second.token))
  const all = await run('end-all', '--user', account.email)
  expect(all, all.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${account.email}: 2 sessions ended`) })
  for (const each of [first, second]) expect(await signedInOn(each.token)).toEqual([])
  expect((await list()).sessions).toEqual([])

  for (const { stdout, stderr } of said) for (const token of tokens) expect(stdout + stderr).not.toContain(token.slice(9))
})

test('a disabled account is signed out everywhere and cannot sign in until it is enabled', async ({ client, stack, profile, page }) => {
  const account = await client.signUp()
  expect((await client.signIn(account.email, account.password)).status).toBe(200)
  const old = client.with('sid', client.token)
  const wrong = () => new Client(stack.url).signIn(account.email, 'not the password')
  const usual = await wrong()

  for (const count of [storyOf(profile).revocable ? '1 session' : '0 sessions', '0 sessions'])
    expect(await operate(stack, 'accounts', 'disable', '--user', account.email)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`${account.email} is disabled; ${count} ended`),
    })
  for (const [replica, reply] of await getFromEveryReplica(stack, profile, old, '/api/session'))
    expect(reply.json(), replica).toMatchObject({ user: null })
  for (const [replica, reply] of await getFromEveryReplica(stack, profile, old, '/api/orders')) expect(reply.status, replica).toBe(401)
  const refused = await new Client(stack.url).signIn(account.email, account.password)
  expect(refused.status).toBe(403)
  expect(refused.json()).toMatchObject({ code: 'account-disabled', detail: expect.stringContaining('closed for now') })
  expect(refused.headers['set-cookie']?.some((cookie) => /(^|-)sid=/.test(cookie)) ?? false).toBe(false)
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('main').getByText('This account is closed for now.').first()).toBeVisible()
  const withWrong = await wrong()
  expect({ status: withWrong.status, body: withWrong.text }).toEqual({ status: usual.status, body: usual.text })

  expect(await operate(stack, 'accounts', 'enable', '--user', account.email)).toMatchObject({ exitCode: 0 })
  const again = new Client(stack.url)
  expect((await again.signIn(account.email, account.password)).status).toBe(200)
  expect((await again.add(LAMP.id)).status).toBe(200)
})

test('a replica that hangs is named, the others answer, and an unknown user is told', async ({ client, stack, profile }) => {
  const nobody = await operate(stack, 'sessions', 'list', '--user', 'nobody@example.com')
  expect(nobody).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('There is no account "nobody@example.com"') })

  const account = await client.signUp()
  stack.pause('web-2')
  try {
    const told = await operate(stack, 'sessions', 'list', '--user', account.email)
    expect(told).toMatchObject({ exitCode: 1, stdout: `${account.email} has no session.\n` })
    expect(told.stderr).toMatch(/^web-2: it did not answer: .+\n$/)
  } finally {
    stack.resume('web-2')
  }
  await expect(() => getFromEveryReplica(stack, profile, client.with('sid', undefined), '/api/livez')).toPass({ timeout: 15_000 })
})
