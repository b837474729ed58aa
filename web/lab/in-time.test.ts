import { expect, test } from 'vitest'
import { assertInTime } from './in-time'

const NOW = 1_700_000_010_000

test('what has been under way for longer than the balancer waits is refused', () => {
  expect(() => assertInTime('1700000005.400', NOW)).toThrow('Order it again')
  assertInTime('1700000005.600', NOW)
  assertInTime('1700000010.300', NOW) // clocks of one machine, read at different moments
})

test('what did not come by the balancer, or says nonsense, is as good as new', () => {
  assertInTime(null, NOW)
  assertInTime('soon', NOW)
})
