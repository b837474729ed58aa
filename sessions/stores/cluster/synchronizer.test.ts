import { expect, test } from 'vitest'
import { idOf, newToken } from '../../token'
import type { Core } from './core'
import { isSameDigest } from './digest'
import { EMPTY_PART } from './merge'
import { PARTITIONS } from './placement'
import { Synchronizer } from './synchronizer'
import { Table } from './table'
import { encode } from './wire/encode'

const LONGEST_FRAME = 4 * 1024 * 1024
const NOTHING_KNOWN = Array.from({ length: PARTITIONS }, (_, partition) => [partition, [0, 0]] as const)

test('what a joiner is told of very many sessions comes in answers that fit a frame, until it has heard of each', () => {
  const table = new Table()
  const sessions = 70_000
  for (let made = 0; made < sessions; made++) table.put(idOf(newToken()), { ...EMPTY_PART, endedUntil: 1 })
  const synchronizer = new Synchronizer({ table } as Core)
  const heard = new Set<string>()
  let answers = 0
  for (let open: readonly (readonly [number, readonly [number, number]])[] = NOTHING_KNOWN; open.length > 0; answers++) {
    const answer = synchronizer.compare(open)
    expect(encode(answer).length).toBeLessThan(LONGEST_FRAME)
    for (const [, entries] of answer) for (const [id] of entries ?? []) heard.add(id)
    const unheard = new Set(answer.flatMap(([partition, entries]) => (entries ? [] : [partition])))
    expect(unheard.size).toBeLessThan(open.length)
    open = NOTHING_KNOWN.filter(([partition]) => unheard.has(partition))
  }
  expect(heard.size).toBe(sessions)
  expect(answers).toBeGreaterThan(1)
})

test('what is equal is not told', () => {
  const table = new Table()
  const id = idOf(newToken())
  table.put(id, { ...EMPTY_PART, endedUntil: 1 })
  const mine = NOTHING_KNOWN.map(([partition]) => [partition, table.partitionDigest(partition)] as const)
  expect(mine.filter(([, digest]) => !isSameDigest(digest, [0, 0]))).toHaveLength(1)
  expect(new Synchronizer({ table } as Core).compare(mine)).toEqual([])
})
