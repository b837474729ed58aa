import { expect, test } from 'vitest'
import type { Frame } from '@/lab/contract'
import { exampleRequest } from './examples'
import type { Step } from './way'
import { wayOf, wayOfFrame } from './way'

const told = (steps: readonly Step[]) => steps.map(({ from, to, falls }) => `${from} ${to}${falls ? ` falls at ${falls}` : ''}`)

test('through nginx to the replica and back; to the store only where there is one and it was asked', () => {
  const plain = ['you nginx', 'nginx web-1', 'web-1 nginx', 'nginx you']
  expect(told(wayOf(exampleRequest(), false))).toEqual(plain)
  expect(told(wayOf(exampleRequest({ calls: [] }), true))).toEqual(plain)
  expect(told(wayOf(exampleRequest(), true))).toEqual(plain.toSpliced(2, 0, 'web-1 store', 'store web-1'))
})

test('first to the replica that failed, where it falls', () => {
  const tries = [
    { replica: 'web-2', status: 502 },
    { replica: 'web-1', status: 200 },
  ]
  expect(told(wayOf(exampleRequest({ tries }), false)).slice(0, 3)).toEqual(['you nginx', 'nginx web-2 falls at end', 'nginx web-1'])
})

test('what nobody answered falls at the last that was tried, or at nginx', () => {
  const nobody = { replica: null, status: 502, session: undefined }
  expect(told(wayOf(exampleRequest({ ...nobody, tries: [{ replica: 'web-3', status: 504 }] }), false)).at(-1)).toBe(
    'nginx web-3 falls at end',
  )
  expect(told(wayOf(exampleRequest({ ...nobody, tries: [] }), false)).at(-1)).toBe('you nginx falls at end')
  expect(told(wayOf(exampleRequest({ ...nobody, status: null, tries: [] }), false)).at(-1)).toBe('you nginx falls at end')
})

test('without its store a request falls there; refused by a replica, at that', () => {
  const refused = { status: 503, session: undefined }
  expect(told(wayOf(exampleRequest({ ...refused, outage: true }), true)).at(-1)).toBe('web-1 store falls at end')
  expect(told(wayOf(exampleRequest({ ...refused, outage: true }), false)).at(-1)).toBe('nginx web-1 falls at end')
})

test('a frame goes to the other replica and its answer back; one that was not answered falls half-way', () => {
  const frame: Frame = { at: 1, mode: 'replicated', from: 'web-1', to: 'web-2', kind: 'replicate', ms: 2, ok: true, session: 's' }
  expect(told(wayOfFrame(frame))).toEqual(['web-1 web-2', 'web-2 web-1'])
  expect(told(wayOfFrame({ ...frame, ms: null }))).toEqual(['web-1 web-2'])
  expect(told(wayOfFrame({ ...frame, ok: false }))).toEqual(['web-1 web-2 falls at middle'])
})
