import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { BUILD_MB, requireDisk } from './disk'
import { lock } from './lock'
import type { Progress } from './progress'
import { runTool } from './run-tool'
import { loadSecrets } from './secrets'
import { ROOT, SHARED_DATA } from './settings'
import { sourceHash } from './source-hash'

const BUILDS = path.join(SHARED_DATA, 'builds')
const RECORD = path.join(SHARED_DATA, 'build.json')
const KEPT = 4
const BIN = path.join(ROOT, 'node_modules/.bin')

/**
 * The standalone server of the current sources, built if they changed. Each build has a folder of its own, named by the hash of its sources:
 * replicas that run from an older one keep their files while a newer one is made.
 * @returns the path of server.js
 */
export async function ensureBuild(progress: Progress): Promise<string> {
  const { serverActionsKey } = loadSecrets(SHARED_DATA)
  await ensureGenerated()
  const release = await lock(path.join(SHARED_DATA, 'build.lock'))
  try {
    const hash = sourceHash(ROOT, serverActionsKey)
    const directory = path.join(BUILDS, hash)
    const server = path.join(directory, 'server.js')
    if (!existsSync(server)) {
      requireDisk(SHARED_DATA, BUILD_MB)
      await progress.step(
        'Building the shop',
        () => build(directory, serverActionsKey),
        () => 'Shop built',
      )
    }
    utimesSync(directory, new Date(), new Date())
    writeFileSync(RECORD, JSON.stringify({ hash, server: path.relative(ROOT, server), usedAt: new Date().toISOString() }, null, 2))
    removeOld()
    return server
  } finally {
    release()
  }
}

async function build(directory: string, key: string): Promise<void> {
  const next = path.join(ROOT, '.next')
  const standalone = path.join(next, 'standalone')
  rmSync(standalone, { recursive: true, force: true })
  await runTool(path.join(BIN, 'next'), ['build'], {
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key,
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_DIST_DIR: undefined, // somebody's development server may have one
    NODE_ENV: 'production',
  })
  if (!existsSync(path.join(standalone, 'server.js')))
    throw new Error(`next build left no server.js in ${standalone} (output: 'standalone'?).`)
  // Standalone output leaves both out; copied after the start, pages would never hydrate.
  cpSync(path.join(next, 'static'), path.join(standalone, '.next/static'), { recursive: true })
  if (existsSync(path.join(ROOT, 'public'))) cpSync(path.join(ROOT, 'public'), path.join(standalone, 'public'), { recursive: true })
  mkdirSync(BUILDS, { recursive: true })
  rmSync(directory, { recursive: true, force: true })
  renameSync(standalone, directory) // whole or not at all
}

/** Prisma's client is generated code; types, tests, the seed and the build all need it. */
export async function ensureGenerated(): Promise<void> {
  const release = await lock(path.join(SHARED_DATA, 'generate.lock'))
  try {
    const stamp = path.join(SHARED_DATA, 'prisma-schema.hash')
    const now = schemaHash()
    const before = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
    if (before === now && existsSync(path.join(ROOT, 'prisma/generated'))) return
    await runTool(path.join(BIN, 'prisma'), ['generate'])
    writeFileSync(stamp, now)
  } finally {
    release()
  }
}

function schemaHash(): string {
  const schema = path.join(ROOT, 'prisma/schema')
  const hash = createHash('sha256').update(readFileSync(path.join(ROOT, 'package-lock.json')))
  for (const file of readdirSync(schema).sort()) hash.update(file).update(readFileSync(path.join(schema, file)))
  return hash.digest('hex')
}

/** Keeps the latest few: replicas may still run from them, and going back to a branch is quick. */
function removeOld(): void {
  const byAge = readdirSync(BUILDS)
    .map((name) => path.join(BUILDS, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const directory of byAge.slice(KEPT)) rmSync(directory, { recursive: true, force: true })
}
