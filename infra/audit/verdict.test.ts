import { expect, test } from 'vitest'
import { verdictOf } from './verdict'

const counts = { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0 }
const report = (found: object, more: object = {}) => JSON.stringify({ metadata: { vulnerabilities: { ...counts, ...found } }, ...more })

test('a clean report passes', () => expect(verdictOf(report({}))).toEqual({ ok: true, text: 'checked: nothing high or critical' }))

test('lesser ones are counted and pass', () => {
  expect(verdictOf(report({ low: 2, moderate: 1, total: 3 }))).toEqual({
    ok: true,
    text: 'checked: nothing high or critical, 2 low, 1 moderate',
  })
})

test.each(['high', 'critical'])('one that is %s fails, by name', (severity) => {
  const { ok, text } = verdictOf(report({ [severity]: 1, total: 1 }, { vulnerabilities: { leftpad: { severity, range: '<2.0.0' } } }))
  expect(ok).toBe(false)
  expect(text).toContain(`leftpad <2.0.0 (${severity})`)
})

test.each([
  [
    'refused by the service',
    '{"message":"405 Method Not Allowed - POST https://registry.example/-/npm","statusCode":405,"error":{"summary":""}}',
    '405 Method',
  ],
  ['not reached', '{"error":{"code":"ENOTFOUND","summary":"request to https://registry.example failed"}}', 'ENOTFOUND'],
  ['no report at all', '', 'npm audit gave no report'],
  ['something else', '<html>', 'npm audit gave no report'],
])('%s is said plainly and is no failure', (_, printed, reason) => {
  const { ok, text } = verdictOf(printed)
  expect(ok).toBe(true)
  expect(text).toMatch(/^not checked: /)
  expect(text).toContain(reason)
  expect(text).not.toContain('registry.example')
})
