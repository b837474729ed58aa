import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { DatabaseError, Pool } from 'pg'

export type SchemaEngine = bindings.SchemaEngine

/** We leave no table and no enum to somebody else. */
export const ALL = { externalTables: [], externalEnums: [] }

let loaded: Promise<void> | undefined

/**
 * Prisma's schema engine as WebAssembly (5 MB, part of the package) on our own connections. The engine that the Prisma CLI
 * downloads does the same, where it can be downloaded; the CLI is 231 MB.
 */
export async function openSchemaEngine(pool: Pool): Promise<SchemaEngine> {
  loaded ??= load()
  await loaded
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    // The adapter's own one splits at every semicolon, also inside a function's body. Sent whole, Postgres runs a script as one
    // transaction: a migration that fails leaves nothing behind.
    adapter.executeScript = (script) => pool.query(script).then(() => undefined, rethrow)
    return adapter
  }
  const log = () => undefined
  return bindings.SchemaEngine.new({ datamodels: undefined }, log, bindMigrationAwareSqlAdapterFactory(factory))
}

/** What the package's main module does where a bundler imports .wasm files; Node 20 does not. */
async function load(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const wasm = readFileSync(main.replace(/schema_engine\.js$/, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports })
  bindings.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(`schema engine: ${message}`) },
  })
}

/** Errors in the words that the engine understands: it notes them in `_prisma_migrations`. */
function rethrow(error: DatabaseError): never {
  const { code = 'N/A', severity = 'ERROR', message, detail, column, hint } = error
  throw new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint })
}
