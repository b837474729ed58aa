import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LAB, MODES } from '../../sessions/modes'
import { type NginxSettings, nginxVariables, renderNginx } from './render'

const settings: NginxSettings = {
  runDirectory: '/run/hopcart',
  accessLog: '/dev/stdout',
  listen: ['127.0.0.1:8080', '[::1]:8080'],
  replicas: ['127.0.0.1:3001', '127.0.0.1:3002'],
  mode: 'lab',
}
const template = readFileSync(new URL('nginx.conf.template', import.meta.url), 'utf8')
const variablesIn = (text: string) => [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name as string))].sort()

describe('the template', () => {
  test('uses, and lists in its head, exactly the variables that there are', () => {
    const [head = '', body = ''] = template.split('\nworker_processes')
    const names = Object.keys(nginxVariables(settings)).sort()
    expect(variablesIn(head)).toEqual(names)
    expect(variablesIn(body)).toEqual(names)
  })

  test('is filled in by the container of nginx with the same ones', () => {
    const script = readFileSync(new URL('start-nginx.sh', import.meta.url), 'utf8')
    expect(variablesIn(/envsubst '(.*)'/.exec(script)?.[1] ?? '')).toEqual(variablesIn(template))
  })

  test('leaves nothing to fill in', () => {
    expect(variablesIn(renderNginx(settings))).toEqual([])
  })
})

describe('the variables', () => {
  test('fit on one line each, as environment variables of a container must', () => {
    for (const value of Object.values(nginxVariables(settings))) expect(value).not.toContain('\n')
  })

  test('know every mode of the table, and offer the available ones in the lab', () => {
    const { POOLS, LAB_MODES, DEFAULT_MODE } = nginxVariables(settings)
    const names = (text = '') => text.split('; ').map((line) => line.split(' ')[0])
    expect(names(POOLS)).toEqual(MODES.map(({ name }) => name))
    expect(names(LAB_MODES)).toEqual(MODES.filter(({ available }) => available).map(({ name }) => name))
    expect(DEFAULT_MODE).toBe(LAB.defaultMode)
  })
})
