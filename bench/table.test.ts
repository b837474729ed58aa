import { describe, expect, test } from 'vitest'
import { markdownTable, textTable } from './table'

const TABLE = [
  ['store', 'ops/s', 'target'],
  ['redis', '12,000', '0.9'],
  ['memory', '–', ''],
]

describe('a table', () => {
  test('for a terminal has words at the left and figures at the right', () => {
    expect(textTable(TABLE).split('\n')).toEqual([
      'store    ops/s  target',
      '──────  ──────  ──────',
      'redis   12,000     0.9',
      'memory       –',
    ])
  })

  test('in Markdown is aligned alike', () => {
    expect(markdownTable(TABLE).split('\n')).toEqual([
      '| store | ops/s | target |',
      '| --- | ---: | ---: |',
      '| redis | 12,000 | 0.9 |',
      '| memory | – |  |',
    ])
  })

  test('fills short rows up, and keeps a bar from opening a column', () => {
    expect(markdownTable([['a', 'b'], ['x|y']])).toContain('| x\\|y |  |')
  })
})
