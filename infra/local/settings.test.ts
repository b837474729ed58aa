import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Problem } from './problem'
import { ROOT, readSettings } from './settings'

const problem = (args: string[], env: Record<string, string> = {}) => {
  try {
    readSettings(args, env as never)
  } catch (error) {
    return error as Problem
  }
  throw new Error('nothing was wrong')
}

describe('what npm start is asked for', () => {
  test('defaults', () => {
    expect(readSettings([], {} as never)).toEqual({
      mode: 'lab',
      port: 8080,
      replicas: 3,
      demo: true,
      dataDirectory: path.join(ROOT, '.data'),
    })
  })

  test('mode, port, replicas, demo and data directory', () => {
    const env = { PORT: '0', REPLICAS: '9', DEMO: '0', HOPCART_DATA: '/tmp/other' }
    expect(readSettings(['sticky'], env as never)).toEqual({
      mode: 'sticky',
      port: 0,
      replicas: 9,
      demo: false,
      dataDirectory: '/tmp/other',
    })
  })

  test('an unknown mode is told together with the right ones', () => {
    const { message, exitCode } = problem(['rediss'])
    expect(message).toContain('There is no mode "rediss"')
    for (const mode of ['memory', 'sticky', 'redis', 'db', 'lab']) expect(message).toMatch(new RegExp(`^ {2}${mode} `, 'm'))
    expect(exitCode).toBe(2)
  })

  test.each(['-1', '65536', '80a', '8080.5', ' '])('PORT=%s is refused', (PORT) => {
    expect(problem([], { PORT }).message).toContain('PORT=')
  })

  test('everything that is wrong is told at once', () => {
    const { message } = problem(['x', 'y'], { PORT: 'x', REPLICAS: '10', DEMO: 'yes' })
    for (const part of ['"x"', 'Only one mode', 'PORT=x', 'REPLICAS=10', 'DEMO=yes']) expect(message).toContain(part)
  })
})
