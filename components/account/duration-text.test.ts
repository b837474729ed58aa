import { expect, test } from 'vitest'
import { durationText } from './duration-text'

test.each([
  [14 * 86_400_000, '14 days'],
  [86_400_000, '1 day'],
  [36 * 3_600_000, '2 days'],
  [5 * 3_600_000, '5 hours'],
  [1_800_000, '30 minutes'],
  [6_000, '6 seconds'],
  [1_000, '1 second'],
  [10, '1 second'],
])('%d ms are %s', (ms, text) => expect(durationText(ms)).toBe(text))
