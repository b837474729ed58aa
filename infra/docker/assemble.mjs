/**
 * Lays out what the image runs in one folder: the standalone server with its static files, and beside it, bundled so that they
 * need no node_modules, the one-shot programs (secrets, migrate, form-cluster, await-sentinels, call-internal), the lab's parent process of a replica and what they read.
 *
 * Usage: node infra/docker/assemble.mjs /app
 *
 * @module
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { build } from 'esbuild'

const [target] = process.argv.slice(2)
if (!target) throw new Error('Usage: node infra/docker/assemble.mjs <folder>')
const require = createRequire(import.meta.url)
const at = (...names) => path.join(target, ...names)

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
cpSync('.next/standalone', target, { recursive: true, verbatimSymlinks: true })
// Standalone output leaves both out; copied after the start, pages would never hydrate.
cpSync('.next/static', at('.next/static'), { recursive: true })
cpSync('public', at('public'), { recursive: true })

for (const file of ['graceful-shutdown.cjs', 'name-answers.cjs', 'open-when-warm.cjs']) cpSync(`infra/replica/${file}`, at('replica', file))
for (const file of ['start-replica.cjs', 'name-of-replica.cjs', 'healthcheck.cjs', 'read-secrets.cjs'])
  cpSync(`infra/docker/${file}`, at('docker', file))
cpSync('prisma/migrations', at('prisma/migrations'), { recursive: true })

await build({
  entryPoints: ['migrate', 'secrets', 'call-internal', 'lab-replica', 'form-cluster', 'await-sentinels'].map(
    (name) => `infra/docker/${name}.ts`,
  ),
  outdir: at('docker'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  legalComments: 'none',
  external: ['@node-rs/argon2', 'pg-native'], // native: one is there for the server already, the other is optional
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
})
// The schema engine is found through its package.
const engine = path.dirname(require.resolve('@prisma/schema-engine-wasm'))
cpSync(engine, at('node_modules/@prisma/schema-engine-wasm'), { recursive: true })
