import { shortId } from '../../lab/names'
import type { ModeName } from '../../sessions/modes'
import { idOf } from '../../sessions/token'
import { expect, test } from '../support/lab-test'
import { noteCookie } from '../support/secrets'
import { askEach, countOf, countsOfEach, inPostgres, inRedis, lostByEach, type OwnAnswer, sessionCookies } from '../support/session-places'

/** The demo account, which stories sign in. */
const YOU = 'Demo Shopper'

type Answers = Record<string, OwnAnswer>
const whoKnows = (answers: Answers) => Object.keys(answers).filter((letter) => answers[letter]?.user === YOU)
const counts = (answers: Answers) => Object.fromEntries(Object.entries(answers).map(([letter, own]) => [letter, own?.count ?? null]))
const found = (text: string, pattern: RegExp): string[] => pattern.exec(text)?.slice(1) ?? [`${pattern} is not in: ${text}`]
const row = (letters: string[], value: (letter: string) => string) => Object.fromEntries(letters.map((letter) => [letter, value(letter)]))
const ALL = ['A', 'B', 'C']

test.beforeEach(({ complaints }) => {
  test.setTimeout(process.env.HOPCART_COMPOSE ? 300_000 : 150_000)
  complaints.allow(/Failed to load resource.* status of (50[234]|409)/) // what is refused while something is broken, which is the point
})

test('signed in on one replica, a stranger on the next', async ({ lab, stack, context }) => {
  const story = await lab.story('stranger')
  await story.predict('Who are you?')
  const [home = '', id] = found((await story.step()).text, /^Replica (\w) checked the password and made session (\S+)\./)
  const cookies = await sessionCookies(context)
  const answers = await askEach(stack, cookies, 'memory')
  expect(whoKnows(answers)).toEqual([home])
  expect(shortId(answers[home]?.id ?? '')).toBe(id)
  await expect.poll(() => lab.xray('known')).toEqual(row(ALL, (letter) => (letter === home ? 'yes' : 'no ≠')))
  await expect(lab.xrayPanel).toContainText('2 of 3 replicas do not know this session.')

  const { chips } = await story.step()
  expect(chips.at(-1)).toEqual({ letter: expect.not.stringMatching(home), text: 'who are you?', isAnomaly: true })
  await expect.poll(() => lab.anomalies()).toContain('signed out')

  const all = await story.step()
  expect(all.text).toMatch(/^One of three replicas knows you; to \w and \w you are nobody\./)
  expect(row(ALL, (letter) => all.chips.find((chip) => chip.letter === letter)?.text ?? '')).toEqual(
    row(ALL, (letter) => (letter === home ? YOU : 'who are you?')),
  )

  const [other = ''] = found((await story.step()).text, /^Replica (\w) did not know your session, so it made another one/)
  const now = await askEach(stack, await sessionCookies(context), 'memory')
  expect([whoKnows(now), counts(now)]).toEqual([[], { A: 0, B: 0, C: 0, [other]: 1 }])
  expect(whoKnows(await askEach(stack, cookies, 'memory')), 'the first session still lies there').toEqual([home])
  expect(await story.outcome()).toMatchObject({ heading: 'You were right.', was: 'Who are you?' })
})

test('sticky, then the replica dies', async ({ lab, stack, context }) => {
  const story = await lab.story('sticky-dies')
  await story.predict('Everything: another replica takes over')
  const [home = ''] = found((await story.step()).text, new RegExp(`^Replica (\\w) has all of it: ${YOU} signed in and `))
  const cookies = await sessionCookies(context)
  const before = await askEach(stack, cookies, 'sticky')
  expect(whoKnows(before)).toEqual([home])
  expect(before[home]?.count).toBeGreaterThan(1)
  await expect.poll(() => lab.xray('cart')).toMatchObject({ [home]: String(before[home]?.count) })

  const { chips } = await story.step()
  expect(chips).toEqual(Array.from({ length: 6 }, () => ({ letter: home, text: 'knows you', isAnomaly: false })))

  const killed = await story.step()
  const [heir = '', gone = ''] = found(killed.text, /(\w) has an empty memory: the sign-in and (.*) are gone\./)
  expect([heir === home, gone]).toEqual([false, expect.stringMatching(/things?$/)])
  expect(killed.chips).toEqual([{ letter: heir, text: 'nobody', isAnomaly: true }])
  await expect.poll(() => lab.anomalies()).toEqual(expect.arrayContaining(['signed out', 'cart vanished']))
  await expect.poll(() => lab.conditions()).toMatchObject({ [home]: 'down' })
  await expect(lab.node(`Replica ${home}`)).toContainText('down')
  const after = await askEach(stack, cookies, 'sticky')
  expect([after[home], whoKnows(after)], 'the process is gone').toEqual([null, []])

  expect((await story.step()).text).toMatch(new RegExp(`^${home} is back after .+ It remembers nothing`))
  const back = await askEach(stack, cookies, 'sticky')
  expect([back[home]?.status, whoKnows(back)]).toEqual([200, []])
  await expect(lab.faults.filter({ hasText: `Replica ${home} crashed` }).first()).toContainText('healed in')
  expect(await story.outcome()).toMatchObject({ heading: 'It went another way.', was: 'Nothing' })
})

test('sticky and the crowded replica', async ({ lab, stack }) => {
  const story = await lab.story('crowded')
  await story.predict('One replica gets most of them')
  await story.step()
  const before = await countsOfEach(stack, 'sticky')
  const { text, chips } = await story.step()
  const shares = Object.fromEntries(chips.map((chip) => [chip.letter ?? '', Number(found(chip.text, /^(\d+) of 24$/)[0])]))
  const counted = async () => {
    const now = await countsOfEach(stack, 'sticky')
    return Object.fromEntries(ALL.map((letter) => [letter, (now[letter] ?? 0) - (before[letter] ?? 0)]))
  }
  await expect.poll(counted, 'what the replicas count themselves').toEqual(shares)
  for (const letter of ALL) expect(text).toContain(`${letter} answered ${shares[letter]}`)
  const answeredByA = (await countsOfEach(stack, 'sticky')).A ?? 0
  await expect.poll(async () => Number((await lab.nodes()).A?.[1]), 'and what the picture says').toBe(answeredByA)
  const free = (await story.step()).chips.map((chip) => Number(found(chip.text, /^(\d+) of 24$/)[0]))
  const most = Math.max(...Object.values(shares))
  expect(most, 'the busy shopper has one home').toBeGreaterThanOrEqual(18)
  expect([Math.max(...free) < most, free.reduce((sum, each) => sum + each)]).toEqual([true, 24])
  const { heading, text: moral } = await story.outcome()
  expect([heading, moral]).toEqual(['You were right.', expect.stringContaining(`Sticky: ${most} of 24 on one replica.`)])
})

test('all-to-all and the lag', async ({ lab, stack, context }) => {
  const story = await lab.story('lag')
  await story.predict('The lamps of both sides')
  expect((await story.step()).text).toMatch(/^Session \S+ is in three replicas, the same in each\./)
  const cookies = await sessionCookies(context)
  const ask = () => askEach(stack, cookies, 'replicated').then(counts)
  expect(await ask()).toEqual({ A: 3, B: 3, C: 3 })
  await expect.poll(async () => Object.values(await lab.xray('role')).sort()).toEqual(['backup', 'backup', 'primary'])

  expect((await story.step()).text).toMatch(/^The add (took|was answered)/)
  await expect(lab.faults.filter({ hasText: 'Replication delayed by 250 ms' }).first()).toContainText('healed in')

  expect((await story.step()).text).toMatch(/^C no longer hears A and B, and takes them for lost\./)
  expect(await lostByEach(stack, 'replicated')).toEqual({ A: 1, B: 1, C: 2 })
  for (const link of ['Link A – C cut', 'Link B – C cut'])
    await expect(lab.faults.filter({ hasText: link }).first()).toContainText('s left')

  const both = await story.step()
  const [main = 0, alone = 0, total = 0, start = 0] = found(
    both.text,
    /yes: (\d+) through the majority, (\d+) through C\. That makes (\d+) with the (\d+)/,
  ).map(Number)
  expect(await ask(), 'each side for itself').toEqual({ A: start + main, B: start + main, C: start + alone })
  expect(both.chips.at(-1)).toEqual({ letter: 'C', text: 'stale read', isAnomaly: true })
  expect(both.text).toContain(`C says ${start + alone}: a stale read.`)
  await expect.poll(async () => (await lab.anomalies()).join()).toMatch(/stale read: version \d+ after \d+/)
  await expect.poll(async () => Object.values(await lab.xray('cart')).join()).toContain('≠')

  expect((await story.step()).text).toMatch(new RegExp(`: ${total} in the cart\\. Every acknowledged lamp is there\\.$`))
  expect(await ask()).toEqual({ A: total, B: total, C: total })
  await expect(lab.xrayPanel).toContainText('All agree.')
  expect(await story.outcome()).toMatchObject({ heading: 'You were right.', was: 'The lamps of both sides' })
})

test('primary and backup', async ({ lab, stack, context }) => {
  const story = await lab.story('primary')
  await story.predict('It is there: the other copy takes over')
  const { text } = await story.step()
  const [first = '', second = ''] = found(text, /(\w) decides \(primary\)(?:,| and) (\w(?: and \w)?) keeps? a copy \(backup\)/)
  const [third = null] = /(\w) keeps nothing and knows whom to ask \(proxy\)/.exec(text)?.slice(1) ?? []
  // Right after a cut was mended a third copy may stay until the two others are sure to be there.
  const roleOf = (letter: string) => (letter === first ? 'primary' : letter === third ? 'proxy' : 'backup')
  expect(second).toBe(ALL.filter((letter) => roleOf(letter) === 'backup').join(' and '))
  await expect.poll(() => lab.xray('role')).toMatchObject({ [first]: 'primary', ...(third ? { [third]: 'proxy' } : {}) })
  const cookies = await sessionCookies(context)
  const before = await askEach(stack, cookies, 'primary-backup')
  const cart = before[first]?.count ?? 0
  expect([whoKnows(before), counts(before)]).toEqual([ALL, { A: cart, B: cart, C: cart }])
  const asked = third ? ` ${third} keeps nothing and asked ${first}` : ''
  expect((await story.step()).text).toMatch(new RegExp(`^They all know you\\.${asked}`))

  const killed = await story.step()
  const [dead, heir = ''] = found(killed.text, new RegExp(`^(\\w) is dead; (\\w) decides now: ${YOU} signed in`))
  expect([dead, ALL.includes(heir) && heir !== first]).toEqual([first, true])
  expect(killed.chips.at(-1)).toMatchObject({ text: `${YOU}, cart ${cart}`, isAnomaly: false })
  const after = await askEach(stack, cookies, 'primary-backup')
  expect([after[first], whoKnows(after)]).toEqual([null, ALL.filter((letter) => letter !== first)])
  await expect.poll(() => lab.xray('role')).toMatchObject({ [heir]: 'primary' })
  await expect.poll(() => lab.conditions()).toMatchObject({ [first]: 'down' })

  const back = await story.step()
  expect(back.text).toMatch(new RegExp(`^${first} was back and whole after `))
  expect(counts(await askEach(stack, cookies, 'primary-backup'))).toEqual({ A: cart, B: cart, C: cart })
  const wrong = (await lab.anomalies()).filter((each) => /signed out|cart|stale/.test(each))
  expect(wrong, 'what the mode promises not to happen').toEqual([])
  expect(await story.outcome()).toMatchObject({ heading: 'You were right.', was: 'It is there: the other copy takes over' })
})

for (const { slug, title, mode, store, stored } of [
  { slug: 'db-holds', title: 'the database holds', mode: 'db', store: 'Postgres', stored: inPostgres },
  { slug: 'redis-dies', title: 'Redis holds, until Redis dies', mode: 'redis', store: 'Redis', stored: inRedis },
] as const)
  test(title, async ({ lab, stack, context }) => {
    const story = await lab.story(slug)
    await story.predict('An error for what is yours; the catalogue stays')
    expect((await story.step()).text).toContain(`, in ${store}. `)
    const cookies = await sessionCookies(context)
    const ask = () => askEach(stack, cookies, mode)
    const before = await ask()
    const id = before.A?.id ?? ''
    const kept = await stored(stack, id)
    expect(kept).toMatchObject({ userId: expect.any(String) })
    expect([whoKnows(before), counts(before)]).toEqual([ALL, { A: countOf(kept), B: countOf(kept), C: countOf(kept) }])
    await expect.poll(() => lab.xray('version')).toEqual(row([...ALL, store], () => String(kept?.version)))
    await expect.poll(() => lab.xray('cart')).toEqual(row([...ALL, store], () => String(countOf(kept))))

    const killed = await story.step()
    expect(killed.text).toMatch(/^\w died, and nothing is missing: it held nothing of yours\. It was back after /)
    expect(killed.chips.filter(({ isAnomaly }) => isAnomaly)).toEqual([])
    if (mode === 'db') {
      expect((await story.step()).text).toMatch(/^Every request waits for it: a look took .+ in place of /)
      await expect(lab.faults.filter({ hasText: 'Postgres slowed by 200 ms' }).first()).toContainText('healed in')
    }
    const there = await stored(stack, id)

    const stopped = await story.step()
    expect(stopped.text).toMatch(/^Your session: 503\..* The catalogue: 200\.$/)
    expect(stopped.chips.map(({ text, isAnomaly }) => [text, isAnomaly])).toEqual([['503', true], ['catalogue 200', false]]) // biome-ignore format: a table
    await expect.poll(() => lab.anomalies()).toContain('refused: store away')
    await expect(lab.node(store)).toContainText('stopped')
    expect(
      Object.values(await ask()).map((own) => own?.status),
      'each replica by itself',
    ).toEqual([503, 503, 503])
    expect(await stored(stack, id), 'the store itself has lost nothing').toEqual(there)

    const again = await story.step()
    expect(again.text).toContain(`You did nothing, and are signed in as before: ${YOU} signed in`)
    const after = await ask()
    expect([whoKnows(after), after.A?.count]).toEqual([ALL, countOf(there)])
    expect(await lab.anomalies(), 'an outage is no sign-out').not.toContain('signed out')
    expect(await story.outcome()).toMatchObject({ heading: 'You were right.' })
  })

test('a stolen cookie', async ({ lab, stack, context }) => {
  const story = await lab.story('stolen')
  await story.predict('With Redis only')
  const rob = async (mode: ModeName) => {
    const { chips, text } = await story.step()
    expect([text, chips[0]?.text]).toEqual([expect.stringContaining(`the thief is ${YOU}`), `thief: ${YOU}`])
    const cookies = await sessionCookies(context)
    const answers = await askEach(stack, cookies, mode)
    expect(whoKnows(answers)).toEqual(ALL)
    return { cookies, id: answers.A?.id ?? '' }
  }
  const shared = await rob('redis')
  expect(await inRedis(stack, shared.id)).toMatchObject({ userId: expect.any(String) })
  const out = await story.step()
  expect(out.chips[0]).toMatchObject({ text: 'thief: nobody', isAnomaly: false })
  expect([await inRedis(stack, shared.id), whoKnows(await askEach(stack, shared.cookies, 'redis'))]).toEqual([null, []])

  const sealed = await rob('stateless')
  const left = await story.step()
  expect(left.chips[0]).toMatchObject({ text: `thief: ${YOU}`, isAnomaly: true })
  expect(left.text).toContain('You are nobody now; the thief is still')
  expect(whoKnows(await askEach(stack, sealed.cookies, 'stateless')), 'every replica believes the copy').toEqual(ALL)
  expect([await inRedis(stack, sealed.id), await inPostgres(stack, sealed.id)], 'and no store has it').toEqual([null, null])
  expect(await story.outcome()).toMatchObject({ heading: 'You were right.', was: 'With Redis only' })
})

test('how the id travels', async ({ lab, stack, context, complaints }) => {
  complaints.allow(/Failed to load resource.* status of 40[01]/) // what is refused, which is the point
  const sent: Promise<{ url: string; cookie: string; bearer: string; status: number | undefined }>[] = []
  context.on('request', (request) => {
    if (!/\/api\/(session|token)\b/.test(request.url())) return
    const heard = Promise.all([request.allHeaders(), request.response()]) // headers() leaves cookies out
    const read = heard.then(([{ cookie = '', authorization = '' }, answer]) => {
      return { url: request.url(), cookie, bearer: authorization.replace(/^Bearer /, ''), status: answer?.status() }
    })
    sent.push(read)
  })
  const story = await lab.story('travels')
  await story.predict('In one header, and nowhere else')
  const [letter, id] = found((await story.step()).text, new RegExp(`so replica (\\w) knows ${YOU}: session (\\S+)\\.`))
  const cookies = await sessionCookies(context)
  const own = await askEach(stack, cookies, 'redis')
  expect([ALL.includes(letter ?? ''), shortId(own.A?.id ?? '')]).toEqual([true, id])

  const given = await story.step()
  expect(given.chips.map(({ text }) => text)).toEqual([YOU, YOU])
  const token = (await sent.at(-1))?.bearer ?? ''
  noteCookie('sid', token) // for the search of tokens at the end: the address that it will be in is logged nowhere either
  const theirs = idOf(token)
  expect(given.text).toContain(`in a session of its own, ${shortId(theirs)}`)
  expect([[...cookies.values()].includes(token), await inRedis(stack, theirs)]).toEqual([
    false,
    expect.objectContaining({ userId: expect.any(String) }),
  ])

  const inAddress = await story.step()
  expect(inAddress.chips.map(({ text, isAnomaly }) => [text, isAnomaly])).toEqual([['400', true], ['nobody', false]]) // biome-ignore format: a table
  expect(inAddress.text).toContain('A token is never read from an address')
  expect((await story.step()).chips).toMatchObject([{ text: '400', isAnomaly: true }])

  const ended = await story.step()
  expect(ended.chips.map(({ text, isAnomaly }) => [text, isAnomaly])).toEqual([['401', false], [YOU, false]]) // biome-ignore format: a table
  expect([await inRedis(stack, theirs), whoKnows(await askEach(stack, cookies, 'redis'))]).toEqual([null, ALL])
  const ways = (await Promise.all(sent)).filter(({ url, bearer }) => bearer || url.includes('token'))
  const seen = ways.map(({ cookie, bearer, status }) => [cookie !== '', bearer === token, status])
  expect(seen, 'with a cookie, with the token, answered').toEqual([
    [false, false, 201], [false, true, 200], [false, true, 200], [false, false, 400], [false, false, 200], [true, true, 400],
    [false, true, 204], [false, true, 401],
  ]) // biome-ignore format: a table
  expect(await story.outcome()).toMatchObject({ heading: 'You were right.', was: 'In one header, and nowhere else' })
})
