import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { OUTAGE_POLICY } from './outage-policy'

const WORDS = { 'goes-on-as-a-guest-view': "go on as a guest's view", refused: 'refused', told: 'told' } as const

test('the table in the documentation is this one', () => {
  const text = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8')
  const [, after = ''] = text.split('| calls | meanwhile | come again after |\n| --- | --- | --- |\n')
  const [table] = after.split('\n\n')
  const rows = Object.values(OUTAGE_POLICY).map(({ calls, whileAway, retryAfterSeconds }) => {
    const again = retryAfterSeconds === null ? '|' : ` ${retryAfterSeconds} s |`
    return `| ${calls} | ${WORDS[whileAway]} |${retryAfterSeconds === null ? ' ' : ''}${again}`
  })
  expect(table?.split('\n')).toEqual(rows)
})

test('whoever is refused is told when to come again, and nobody else', () => {
  for (const { whileAway, retryAfterSeconds } of Object.values(OUTAGE_POLICY))
    expect(retryAfterSeconds !== null).toBe(whileAway === 'refused')
})
