import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './local/settings'

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
// The rules are the first table; those of later sections are told and checked elsewhere.
const [rules = ''] = read('docs/security.md').split(/^## /m)
const rows = rules
  .split('\n')
  .filter((line) => /^\| (?!rule|---)/.test(line))
  .map((line) => line.split(' | '))

test('every rule of the table names where it is enforced, in files that exist', () => {
  expect(rows.length).toBeGreaterThan(30)
  for (const [rule, where = ''] of rows)
    for (const [, file = ''] of where.matchAll(/`([\w.[\]-]+\/[\w./[\]-]+)`/g))
      expect(existsSync(path.join(ROOT, file)), `${rule}: ${file}`).toBe(true)
})

test('and a test that exists under that name', () => {
  for (const [rule, , shown = ''] of rows) {
    const proofs = [...shown.replace(/ \|$/, '').matchAll(/`([\w./-]+\.ts)`(?:: ([^;]+))?/g)]
    expect(proofs.length, rule).toBeGreaterThan(0)
    for (const [, file = '', title] of proofs) {
      expect(existsSync(path.join(ROOT, file)), `${rule}: ${file}`).toBe(true)
      if (title) expect(read(file), `${rule}: ${file}`).toContain(title.trim())
    }
  }
})
