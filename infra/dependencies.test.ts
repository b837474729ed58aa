import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './local/settings'

type Package = { version: string; dependencies?: Record<string, string>; devDependencies?: Record<string, string> }

const readJson = <T>(file: string): T => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'))

const manifest = readJson<Package>('package.json')
const lock = readJson<{ packages: Record<string, Package> }>('package-lock.json')
const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })

test('every version is exact: what was tested is what is installed', () => {
  expect(wanted.length).toBeGreaterThan(20)
  expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))).toEqual([])
})

test('package-lock.json belongs to package.json', () => {
  const { dependencies, devDependencies } = lock.packages[''] ?? {}
  expect({ dependencies, devDependencies }).toEqual({ dependencies: manifest.dependencies, devDependencies: manifest.devDependencies })
  for (const [name, version] of wanted) expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version)
})

/** Below these there are known ways around access checks, or worse: React2Shell (CVE-2025-55182) and what followed. */
const FLOORS: [name: string, floor: string][] = [
  ['next', '16.4.1'],
  ['next-auth', '4.24.15'],
]

test.each(FLOORS)('%s is %s or later, in package-lock.json and as installed, wherever it lies', (name, floor) => {
  const locked = Object.entries(lock.packages).filter(
    ([where]) => where === `node_modules/${name}` || where.endsWith(`/node_modules/${name}`),
  )
  expect(locked.length).toBeGreaterThan(0)
  for (const [where, { version }] of locked) {
    expect(isAtLeast(version, floor), `${where} ${version} in package-lock.json`).toBe(true)
    const installed = readJson<Package>(`${where}/package.json`).version
    expect(isAtLeast(installed, floor), `${where} ${installed} as installed`).toBe(true)
  }
})

test.each([
  ['16.4.1', true],
  ['16.4.10', true],
  ['16.10.0', true],
  ['17.0.0', true],
  ['16.4.0', false],
  ['16.4.1-canary.3', false],
  ['15.9.9', false],
])('%s is 16.4.1 or later: %s', (version, expected) => expect(isAtLeast(version, '16.4.1')).toBe(expected))

/** Whether a version is the floor or later; a prerelease of the floor is not. */
function isAtLeast(version: string, floor: string): boolean {
  const [numbers = '', ...prerelease] = version.split('-')
  const [ours, least] = [numbers, floor].map((text) => text.split('.').map(Number))
  for (const [at, number] of (least ?? []).entries()) if (ours?.[at] !== number) return (ours?.[at] ?? 0) > number
  return prerelease.length === 0
}
