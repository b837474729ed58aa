import { expect, test } from 'vitest'
import { nodeName, readNodes, readVia, throughVia } from './nodes'

test('a list of servers', () => {
  expect(readNodes('a', 1)).toEqual([{ host: 'a', port: 1 }])
  expect(readNodes('a.b-c_d:2,10.0.0.1,[fe80::1]:3,[::1]', 6379)).toEqual([
    { host: 'a.b-c_d', port: 2 },
    { host: '10.0.0.1', port: 6379 },
    { host: 'fe80::1', port: 3 },
    { host: '::1', port: 6379 },
  ])
  for (const wrong of ['', ',', 'a,', 'a:', 'a:0', 'a:65536', 'a:x', '::1', '[a', 'a b', 'a@b', 'a/b'])
    expect(readNodes(wrong, 1)).toBeNull()
})

test('other ways to servers', () => {
  const via = readVia('redis-1:6379>127.0.0.1:7401,[::1]:6379>[::1]:7402,')
  expect(via && [...via]).toEqual([
    ['redis-1:6379', { host: '127.0.0.1', port: 7401 }],
    ['::1:6379', { host: '::1', port: 7402 }],
  ])
  expect(readVia('')?.size).toBe(0)
  for (const wrong of ['a', 'a:1', 'a:1>b', 'a>b:1', 'a:1>b:2>c:3', '>b:1', 'a:1>']) expect(readVia(wrong)).toBeNull()
})

test('a server is reached by its proxy, if it has one', () => {
  const via = readVia('a:1>b:2') ?? new Map()
  expect(throughVia({ host: 'a', port: 1 }, via)).toEqual({ host: 'b', port: 2 })
  expect(throughVia({ host: 'a', port: 2 }, via)).toEqual({ host: 'a', port: 2 })
  expect(nodeName({ host: '::1', port: 2 })).toBe('::1:2')
})
