/**
 * `npm run bench:sign-in -- --url http://localhost:8080`: whether a refused sign-in takes as long for an address that nobody has as for a wrong
 * password (OWASP ASVS 5.0, 6.3.8). By hand, on a quiet machine, against a shop that runs there: each try comes from an address of its own
 * (127.x.y.z), or it would be throttled.
 *
 * @module
 */
import { randomInt, randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Client } from '../e2e/support/client'
import { Problem } from '../infra/local/problem'
import { runCommand } from './command'
import { type Summary, summarize } from './sessions/statistics'
import { textTable } from './table'

const USAGE = `npm run bench:sign-in -- --url http://localhost:8080
  --url   a shop that runs on this machine without containers, so that it sees which address a client comes from`
const PAIRS = 100
const WARMING = 10
/** A wrong password is tried three times per account, which an account allows in any case. */
const TRIES_PER_ACCOUNT = 3

async function main(args: readonly string[]): Promise<void> {
  const url = readUrl(args)
  const account = new Client(url)
  const unknown: number[] = []
  const wrong: number[] = []
  let email = ''
  for (let pair = -WARMING; pair < PAIRS; pair++) {
    if (email === '' || pair % TRIES_PER_ACCOUNT === 0) email = (await account.signUp()).email
    // One after the other, in turns: what else the machine does meets both alike.
    const [ofNobody, ofSomebody] = [await refusalMs(url, `${randomUUID()}@example.com`), await refusalMs(url, email)]
    if (pair < 0) continue
    unknown.push(ofNobody)
    wrong.push(ofSomebody)
  }
  const [nobodys, somebodys] = [summarize(unknown), summarize(wrong)]
  const row = (what: string, { median, low, high }: Summary) => [what, ...[median, low, high].map((ms) => ms.toFixed(1))]
  const head = ['refused sign-in', 'median ms', 'quartile', 'quartile']
  const apart = Math.abs(nobodys.median - somebodys.median) / Math.max(nobodys.median, somebodys.median)
  console.log(`
${PAIRS} of each

${textTable([head, row('unknown address', nobodys), row('wrong password', somebodys)])}`)
  console.log(`
The medians are ${(apart * 100).toFixed(1)} % apart.`)
}

function readUrl(args: readonly string[]): string {
  let url: string | undefined
  try {
    url = parseArgs({ args: [...args], options: { url: { type: 'string' } } }).values.url
  } catch (error) {
    throw new Problem(`${(error as Error).message}\n${USAGE}`, 2)
  }
  if (!url || !/^https?:\/\//.test(url)) throw new Problem(`${url ? `--url ${url} is no address.` : '--url is missing.'}\n${USAGE}`, 2)
  return url
}

/** How long the refusal itself takes, without the call for the token before it. */
async function refusalMs(url: string, email: string): Promise<number> {
  const client = new Client(url)
  const localAddress = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`
  const { csrfToken } = (await client.get('/api/auth/csrf', { localAddress })).json<{ csrfToken: string }>()
  const form = { email, password: 'not the password', csrfToken, json: 'true' }
  const begun = performance.now()
  const { status, text } = await client.send('POST', '/api/auth/callback/credentials', { form, localAddress })
  const spentMs = performance.now() - begun
  if (status !== 401) throw new Problem(`A wrong sign-in was answered ${status} instead of 401: ${text.slice(0, 200)}`)
  return spentMs
}

await runCommand(main)
