import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Affinity, LAB, MODES, type StoreName } from '../../sessions/modes'
import { ROOT, readSettings } from './settings'

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8')

/** The rows below a table's head, as cells without code marks. */
function rowsBelow(head: string): string[][] {
  const [, after] = README.split(`\n${head}\n`)
  if (!after) throw new Error(`README has no table "${head}".`)
  const lines = after.split('\n').slice(1)
  const rows = lines.slice(0, lines.indexOf(''))
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

describe('the table of modes', () => {
  const STORES: Partial<Record<StoreName, string>> = {
    memory: "each replica's memory",
    replicated: "every replica's memory",
    'primary-backup': "two replicas' memory",
    postgres: 'Postgres',
    redis: 'Redis',
    stateless: 'a sealed cookie',
  }
  const REPLICAS: Record<Affinity, string> = {
    none: 'to any replica',
    cookie: 'to its replica, by a cookie',
    ip: 'to its replica, by address',
  }
  const rows = rowsBelow('| mode | sessions live in | nginx sends a browser | what it shows |')

  test('has every mode that can be started, with its store and its affinity, and the lab last', () => {
    const modes = MODES.filter(({ available }) => available).map(({ name, store, affinity }) => [name, STORES[store], REPLICAS[affinity]])
    expect(rows.map(([name, store, affinity]) => [name, store, affinity])).toEqual([...modes, [LAB.name, 'all of these', 'by mode']])
  })

  test('says what each shows', () => {
    for (const [name, , , shows] of rows) expect(shows, name).toMatch(/\w/)
  })
})

test('the table of variables has the defaults', () => {
  const { port, replicas, demo, dataDirectory } = readSettings([], {} as never)
  const defaults = { PORT: `${port}`, REPLICAS: `${replicas}`, DEMO: demo ? '1' : '0', HOPCART_DATA: path.relative(ROOT, dataDirectory) }
  expect(Object.fromEntries(rowsBelow('| variable | meaning | default |').map(([name, , value]) => [name, value]))).toEqual(defaults)
})
