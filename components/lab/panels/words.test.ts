import { expect, test } from 'vitest'
import { listed } from '@/lab/names'
import { countdownText, counted, msText } from './words'

test('durations', () => {
  expect([0.424, 3.14, 12.4, 1_240].map(msText)).toEqual(['0.42 ms', '3.1 ms', '12 ms', '1.24 s'])
})

test('what is left', () => {
  const minute = 60_000
  expect([-1, 500, 29 * minute + 41_000, 12 * 60 * minute, 29.5 * 24 * 60 * minute].map(countdownText)).toEqual([
    'over',
    '00:01',
    '29:41',
    '12:00:00',
    '29 d',
  ])
})

test('counts and lists', () => {
  expect([counted(1, 'anomaly', 'anomalies'), counted(4, 'anomaly', 'anomalies'), counted(2, 'replica')]).toEqual([
    '1 anomaly',
    '4 anomalies',
    '2 replicas',
  ])
  expect([listed([]), listed(['A']), listed(['A', 'B']), listed(['A', 'B', 'C'])]).toEqual(['', 'A', 'A and B', 'A, B and C'])
})
