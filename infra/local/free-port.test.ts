import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { firstOf, freePort } from './free-port'

test('nobody gets the same port twice, also when many ask at once, or one that somebody listens on', async () => {
  const next = await freePort()
  const server = createServer().listen(next + 1, '127.0.0.1')
  try {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort))
    expect(new Set([next, ...ports]).size).toBe(51)
    expect(ports).not.toContain(next + 1)
  } finally {
    server.close()
  }
})

test('processes that start together have a hundred ports each that none of the others takes', () => {
  for (const pid of [1, 4_000, 4_194_000]) {
    const firsts = Array.from({ length: 120 }, (_, i) => firstOf(pid + i))
    expect(new Set(firsts).size).toBe(120)
    for (const first of firsts) expect(first % 100).toBe(0)
  }
})
