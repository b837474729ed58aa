import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

type EngineModule = typeof engine & { __wbg_set_wasm: (exports: WebAssembly.Exports) => void }

/** Postgres's internal type "char" (OID 18), which the engine's own queries select and adapter-pg 7.10 refuses. */
const CHAR = 18
const TEXT = 25

let loaded: Promise<EngineModule> | undefined

/**
 * Prisma's schema engine as WebAssembly, over the driver adapter: what `prisma migrate` uses, without the CLI and without
 * the engine binary, which not every machine can download.
 */
export async function openSchemaEngine(databaseUrl: string, timeoutMs: number): Promise<engine.SchemaEngine> {
  loaded ??= load()
  const { SchemaEngine } = await loaded
  const adapter = new PrismaPg({ connectionString: databaseUrl, connectionTimeoutMillis: timeoutMs, max: 2 })
  return SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(adapter))
}

async function load(): Promise<EngineModule> {
  readCharAsText()
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const binary = readFileSync(path.join(folder, 'schema_engine_bg.wasm'))
  const module = engine as EngineModule
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': module as unknown as WebAssembly.ModuleImports })
  module.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(`schema engine: ${message}`) },
  })
  return module
}

function readCharAsText(): void {
  for (const prototype of [pg.Pool.prototype, pg.Client.prototype] as { query: (...call: unknown[]) => unknown }[]) {
    const query = prototype.query
    prototype.query = function (this: unknown, ...call: unknown[]) {
      const answer = query.apply(this, call)
      return answer instanceof Promise ? answer.then(asText) : answer
    }
  }
}

function asText<T>(answer: T): T {
  for (const result of [answer].flat() as { fields?: { dataTypeID: number }[] }[])
    for (const field of result?.fields ?? []) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT
  return answer
}
