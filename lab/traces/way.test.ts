import { expect, test } from 'vitest'
import { wayOf } from './way'

const id = '4f'.repeat(16)

test.each([
  ['one try', '127.0.0.1:3001; 200', [['127.0.0.1:3001', 200]]],
  ['a second one', '127.0.0.1:3002, 127.0.0.1:3001; 502, 200', [['127.0.0.1:3002', 502], ['127.0.0.1:3001', 200]]], // biome-ignore format: a table
  ['a second look at the list', '10.0.0.3:3000, 10.0.0.4:3000 : 10.0.0.5:3000; 502, 502 : 200', [['10.0.0.3:3000', 502], ['10.0.0.4:3000', 502], ['10.0.0.5:3000', 200]]], // biome-ignore format: a table
  ['nobody left', '127.0.0.1:3001 : anywhere; 502 : 502', [['127.0.0.1:3001', 502], [null, 502]]], // biome-ignore format: a table
  ['no status', '[::1]:3001; -', [['[::1]:3001', null]]],
  ['nginx itself', ';', []],
])('%s', (_, rest, tries) => {
  expect(wayOf(`${id}; ${rest}`)).toEqual({ id, tries: tries.map(([address, status]) => ({ address, status })) })
})

test.each([null, undefined, '', 'x', id, `${id}x; a:1; 200`])('%s is no way', (header) => {
  expect(wayOf(header)).toBeNull()
})
