import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Made by tools, or no part of what is built. Everything else counts, so that a new room is not forgotten here. */
const APART = new Set([
  'node_modules',
  '.git',
  '.next',
  '.data',
  '.ci',
  'infra',
  'e2e',
  'bench',
  'docs',
  'test-results',
  'playwright-report',
])
const MADE = new Set(['prisma/generated', 'next-env.d.ts'])

/** A hash over the paths and the contents of all files that the build depends on, and `more` beside them. */
export function sourceHash(root: string, more: string): string {
  const hash = createHash('sha256').update(more)
  for (const file of sources(root, '')) hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

function* sources(root: string, under: string): Generator<string> {
  const entries = readdirSync(path.join(root, under), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.posix.join(under, entry.name)
    if (APART.has(file) || MADE.has(file) || /\.(test\.tsx?|md|log)$/.test(file)) continue
    if (entry.isDirectory()) yield* sources(root, file)
    else if (entry.isFile()) yield file
  }
}
