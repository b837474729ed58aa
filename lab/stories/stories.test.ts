import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isMode } from '@/sessions/modes'
import { STORIES, storyAfter, storyOf } from '.'
import { runStory } from './run-story'
import { storyHash } from './story'
import { fakeClock } from './testing/fake-clock'
import { fakeLab } from './testing/fake-lab'
import { FakeStack } from './testing/fake-stack'

/** What a faithful stack shows. */
const HAPPENS: Record<string, string> = {
  stranger: 'stranger',
  'sticky-dies': 'nothing',
  crowded: 'crowded',
  lag: 'merged',
  primary: 'kept',
  'db-holds': 'unavailable',
  'redis-dies': 'unavailable',
  stolen: 'shared',
  travels: 'header',
}
/** The steps (from 0) that show an anomaly. */
const ANOMALIES: Record<string, number[]> = {
  stranger: [1, 2, 3],
  'sticky-dies': [2, 3],
  crowded: [],
  lag: [3],
  primary: [],
  'db-holds': [3],
  'redis-dies': [2],
  stolen: [3],
  travels: [2, 3],
}

describe.each(STORIES.map((story) => [story.slug, story] as const))('story "%s"', (slug, story) => {
  it('comes out as its mode behaves, tells what was answered, and leaves nothing broken; also the second time', async () => {
    const clock = fakeClock()
    const stack = new FakeStack(clock)
    const lab = fakeLab(stack)
    for (const _ of [1, 2]) {
      const run = runStory(lab, story, { clock })
      run.predict(HAPPENS[slug] ?? '')
      while (run.state().phase !== 'over') {
        await run.next()
        expect(run.state().trouble).toBeNull()
      }
      const { outcome, told } = run.state()
      expect(outcome).toMatchObject({ answer: HAPPENS[slug], wasPredicted: true })
      for (const { text, chips = [] } of [...told, { text: outcome?.text ?? '' }]) {
        const all = [text, ...chips.map((chip) => chip.text)].join(' ')
        expect(all).not.toMatch(/undefined|null|NaN|Infinity|unmeasured|web-\d/)
        expect(text).toMatch(/^\S.*[.”?]$/s)
      }
      const red = told.flatMap(({ chips = [] }, index) => (chips.some(({ isAnomaly }) => isAnomaly) ? [index] : []))
      expect(red).toEqual(ANOMALIES[slug])
      expect(stack.faults.on).toEqual([])
      if (process.env.TELL) console.log([story.title, ...told.map(({ name, text }) => `- ${name}: ${text}`), outcome?.text].join('\n'))
    }
  })

  it('asks a question that can be answered in one way among three or four', () => {
    const ids = story.choices.map(({ id }) => id)
    expect(ids.length).toBeGreaterThanOrEqual(3)
    expect(ids.length).toBeLessThanOrEqual(4)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain(HAPPENS[slug])
  })

  it('names code that exists', () => {
    expect(story.code.length).toBeGreaterThan(0)
    for (const { path } of story.code) expect(existsSync(new URL(`../../${path}`, import.meta.url)), path).toBe(true)
  })

  it('can be repeated with curl', () => {
    const curls = story.curl.filter((line) => line.includes('curl '))
    expect(curls.length).toBeGreaterThan(0)
    for (const line of curls) {
      expect(line).toContain('$U/api/')
      // What holds its token itself has no cookies, and needs no Origin.
      const isBearer = /Authorization: Bearer|\/api\/token|access_token=/.test(line)
      if (/ -d |-X /.test(line) && !isBearer) expect(line, 'a change of state').toContain('-H "Origin: $U"')
      if (line.includes('/api/lab/')) continue
      if (!isBearer) expect(line).toMatch(/curl -s -c (\w+) -b \1 /)
      expect(isMode(/X-Hopcart-Mode: ([a-z-]+)'/.exec(line)?.[1] ?? ''), line).toBe(true)
    }
    expect(story.curl[0]).toBe('U=http://localhost:8080')
    if (story.curl.some((line) => line.includes('-d \'{"kind"'))) expect(story.curl.some((line) => line.includes('-X DELETE'))).toBe(true)
  })
})

it('links each story by a hash of its own, one after the other', () => {
  const hashes = STORIES.map(({ slug }) => storyHash(slug))
  expect(new Set(hashes).size).toBe(9)
  expect(hashes.map((hash) => storyOf(hash)?.slug)).toEqual(STORIES.map(({ slug }) => slug))
  expect(storyOf('#story=none')).toBeNull()
  expect(STORIES.map((story) => storyAfter(story)?.slug)).toEqual([...STORIES.slice(1).map(({ slug }) => slug), undefined])
})
