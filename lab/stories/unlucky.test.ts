import { expect, it } from 'vitest'
import { STORIES } from '.'
import { runStory, type StoryRun } from './run-story'
import type { Story } from './story'
import { fakeClock } from './testing/fake-clock'
import { fakeLab } from './testing/fake-lab'
import { FakeStack } from './testing/fake-stack'

function begin(slug: string) {
  const clock = fakeClock()
  const stack = new FakeStack(clock)
  const lab = fakeLab(stack)
  const run = runStory(lab, STORIES.find((story) => story.slug === slug) as Story, { clock })
  return { clock, stack, lab, run }
}

async function steps(run: StoryRun, many: number): Promise<void> {
  for (let done = 0; done < many; done++) {
    await run.next()
    expect(run.state().trouble).toBeNull()
  }
}

it('says so when chance sends the same replica again, and asks until another one answers', async () => {
  const { run, stack } = begin('stranger')
  await steps(run, 1)
  const home = /Replica (\w)/.exec(run.state().told[0]?.text ?? '')?.[1] ?? ''
  const name = `web-${home.charCodeAt(0) - 64}`
  stack.chance = [name, name, name]
  await steps(run, 1)
  expect(run.state().told[1]?.text).toMatch(
    new RegExp(`^By chance ${home} answered three times, and knew you. Replica [^${home}] has never`),
  )
  expect(run.state().told[1]?.chips?.filter(({ isAnomaly }) => isAnomaly)).toHaveLength(1)
})

it('comes to another end when nobody else ever answers', async () => {
  const { run, stack } = begin('stranger')
  run.predict('stranger')
  for (const name of ['web-2', 'web-3']) stack.faults.conditions.set(name, 'silent')
  stack.faults.heal = () => stack.faults.all // they are not faults of the Lab, and nothing heals them
  await run.next()
  expect(run.state()).toMatchObject({ phase: 'stuck', trouble: { remedy: 'heal' } })
  for (const name of ['web-2', 'web-3']) stack.faults.conditions.set(name, 'up')
  await steps(run, 1)
  stack.chance = Array(60).fill(
    /Replica (\w)/.exec(run.state().told[0]?.text ?? '')?.[1]?.replace(/./, (l) => `web-${l.charCodeAt(0) - 64}`),
  )
  await steps(run, 3)
  expect(run.state().outcome).toMatchObject({ answer: 'known', wasPredicted: false })
})

it('offers to heal everything when the stack refuses a fault, and goes on after that', async () => {
  const { run, stack, lab } = begin('sticky-dies')
  await steps(run, 2)
  await lab.break({ kind: 'crash', replica: 'web-2' })
  await lab.break({ kind: 'crash', replica: 'web-3' })
  await run.next()
  const { phase, trouble } = run.state()
  expect(phase).toBe('stuck')
  expect(trouble?.remedy).toBe('heal')
  expect(trouble?.text).toMatch(/^Could not crash A: Nobody would be left.*two faults of somebody else \(crash B and crash C\) are on/i)
  await run.next({ heal: true })
  await steps(run, 1)
  expect(run.state().phase).toBe('over')
  expect(stack.faults.on).toEqual([])
})

it('asks again when nobody answers, and gives up after some tries', async () => {
  const { run, stack } = begin('stranger')
  await steps(run, 1)
  stack.silent = 3
  const progress: (string | null)[] = []
  run.subscribe(() => progress.push(run.state().progress))
  await steps(run, 1)
  expect(progress).toContain('No answer; asking again')
  stack.silent = 1_000
  await run.next()
  expect(run.state()).toMatchObject({ phase: 'stuck', trouble: { text: expect.stringContaining('nobody answered') } })
  expect(run.state().told).toHaveLength(2)
  stack.silent = 0
  await steps(run, 1)
})

it('waits for slow healing and shows how long, and says when it is too long', async () => {
  const { run, stack } = begin('sticky-dies')
  stack.faults.healMs = 20_000
  await steps(run, 3)
  const progress: (string | null)[] = []
  run.subscribe(() => progress.push(run.state().progress))
  await steps(run, 1)
  expect(progress).toContain('Waiting for everything to work again: 12 s')
  expect(run.state().told.at(-1)?.text).toContain('after 20.0\u00a0s')

  const slower = begin('sticky-dies')
  slower.stack.faults.healMs = 200_000
  await steps(slower.run, 3)
  await slower.run.next()
  expect(slower.run.state().trouble?.text).toMatch(/Waited 60 s for everything to work again, in vain/)
  expect(slower.run.state().phase).toBe('stuck')
})

it('begins clean: heals what is broken, signs out, and tells so', async () => {
  const { run, lab, stack } = begin('stranger')
  lab.setMode('memory')
  await lab.signIn()
  await lab.break({ kind: 'crash', replica: 'web-3' })
  await steps(run, 1)
  expect(run.state().begun).toBe('Before it began: healed one fault and signed Demo out.')
  expect(stack.faults.on).toEqual([])
})

it('signs out of each replica, whoever’s turn it is', async () => {
  for (const turn of [0, 1, 2]) {
    const { run, lab, stack } = begin('stranger')
    lab.setMode('memory')
    stack.turn = turn
    await lab.signIn()
    await lab.session()
    await steps(run, 1)
    expect(run.state().begun).toContain('signed Demo out')
  }
})

it('undoes its faults when it is left, also in the middle of a step, and says nothing more', async () => {
  for (const moment of [0, 1]) {
    const { run, stack, clock } = begin('redis-dies')
    await steps(run, 2)
    const step = run.next()
    if (moment === 1) await clock.sleep(1, new AbortController().signal)
    await run.leave()
    await step
    await clock.sleep(100, new AbortController().signal)
    expect(stack.faults.on).toEqual([])
    expect(run.state()).toMatchObject({ phase: 'left', outcome: null })
    await run.next()
    expect(run.state().told).toHaveLength(2)
  }
})

it('breaks again what was undone by itself while the reader read', async () => {
  const { run, stack, clock } = begin('lag')
  await steps(run, 3)
  stack.faults.heal()
  await clock.sleep(100, new AbortController().signal)
  await steps(run, 2)
  expect(run.state().outcome?.answer).toBe('merged')
})
