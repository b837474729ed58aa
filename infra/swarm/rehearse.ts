import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTraffic } from '../../e2e/compose/traffic'
import { Client } from '../../e2e/support/client'
import { LAMP } from '../../e2e/support/story'
import { DEMO_ACCOUNT } from '../../lab/client/demo-account'
import { freePort } from '../local/free-port'
import { explain } from '../local/problem'
import { ROOT } from '../local/settings'
import { Swarm } from './swarm'

const PATIENCE_MS = 120_000

/**
 * `npm run swarm -- rehearse <profile>`: the stack of one profile on a swarm of this one node, under a name and on ports of its own. Signs in, looks for the
 * cart at every replica, scales, replaces every replica under traffic and kills one, says what it saw, and removes everything, also when it fails.
 *
 * @param tag of an image that is there; none: it is built
 * @throws Error when a reading or a keyed change failed, or a cart was wrong anywhere
 */
export async function rehearse(profile: string, tag: string | undefined): Promise<void> {
  const stack = 'hopcart-rehearsal'
  const [port, tlsPort] = [await freePort(), await freePort()]
  const image = tag ?? 'rehearsal'
  if (!tag) say(`building hopcart:${image}`)
  if (!tag)
    execFileSync('docker', ['build', '-q', '-f', 'infra/docker/Dockerfile', '-t', `hopcart:${image}`, '.'], { cwd: ROOT, stdio: 'inherit' })
  const isOurs = Swarm.begin()
  const swarm = new Swarm({ stack, profile, env: { PORT: `${port}`, TLS_PORT: `${tlsPort}`, HOPCART_TAG: image } })
  const url = `http://127.0.0.1:${port}`
  try {
    const begun = Date.now()
    swarm.deploy()
    await until('the stack is ready', async () => swarm.running(`web-${profile}`).length === 3 && (await isReady(url)))
    const client = new Client(url)
    await until('the demo account is there', async () => (await client.signIn(DEMO_ACCOUNT.email, DEMO_ACCOUNT.password)).status === 200)
    say(`ready, and signed in, after ${seconds(begun)}`)
    await client.add(LAMP.id, 2)
    say(`the cart is right at ${await shownBy(client, 3)}`)
    await swarm.scale(`web-${profile}`, 5)
    say(`five replicas: the cart is right at ${await shownBy(client, 5)}`)
    await swarm.scale(`web-${profile}`, 3)
    await underTraffic(client, url, 'every replica replaced', () => swarm.roll(`web-${profile}`))
    await underTraffic(client, url, 'one replica killed', async () => {
      const before = swarm.running(`web-${profile}`)
      swarm.killOne(`web-${profile}`)
      await until('another one runs in its place', async () => {
        const now = swarm.running(`web-${profile}`)
        return now.length === 3 && now.some((id) => !before.includes(id))
      })
    })
    say(`the cart is right at ${await shownBy(client, 3)}`)
  } catch (error) {
    say(explain(error)) // before what follows fails too
    throw error
  } finally {
    await swarm.remove()
    if (isOurs) Swarm.leave()
    say('removed')
  }
}

/** What goes on while two clients read and add: none may fail, and the cart has what was acknowledged in the end. */
async function underTraffic(client: Client, url: string, what: string, happens: () => Promise<unknown>): Promise<void> {
  const before = await client.cart()
  const traffic = await startTraffic(url, client)
  const begun = Date.now()
  await happens()
  await sleep(1_000) // what the balancer keeps open to those that have gone is asked once more
  const added = await traffic.stop()
  say(`${what} in ${seconds(begun)}: ${traffic.answered()} answered, ${traffic.failed.length} failed`)
  const now = await client.cart()
  const wrong = Object.keys(added).filter((id) => (now[id] ?? 0) - (before[id] ?? 0) !== added[id])
  if (traffic.failed.length > 0) throw new Error(traffic.failed.slice(0, 5).join('\n'))
  if (wrong.length > 0) throw new Error(`The cart is wrong for ${wrong.join(', ')}.`)
}

/** Asks until so many replicas have shown the same cart. @returns their names @throws Error when one shows another cart, or nobody's */
async function shownBy(client: Client, replicas: number): Promise<string> {
  const cart = JSON.stringify(await client.cart())
  const seen = new Set<string>()
  await until(`${replicas} replicas have answered`, async () => {
    const { status, replica, json } = await client.get('/api/cart')
    if (status !== 200) return false
    const lines = json<{ lines: { productId: string; quantity: number }[] }>().lines
    if (JSON.stringify(Object.fromEntries(lines.map(({ productId, quantity }) => [productId, quantity]))) !== cart)
      throw new Error(`${replica} shows another cart.`)
    const { user } = (await client.get('/api/session')).json<{ user: { email: string } | null }>()
    if (user?.email !== DEMO_ACCOUNT.email) throw new Error(`Somebody does not know the shopper: ${replica}, or the one after it.`)
    seen.add(replica)
    return seen.size === replicas
  })
  return [...seen].sort().join(', ')
}

async function isReady(url: string): Promise<boolean> {
  return (await new Client(url).get('/api/readyz').catch(() => null))?.status === 200
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await condition().catch(rethrow)); await sleep(100))
    if (Date.now() > end) throw new Error(`Not within ${PATIENCE_MS / 1_000} s: ${what}.`)
}

/** A refused connection is "not yet". */
function rethrow(error: Error & { code?: string }): boolean {
  if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET') return false
  throw error
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1_000).toFixed(1)} s`
}

function say(what: string): void {
  console.log(what)
}
