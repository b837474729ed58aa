/** connect-pg-simple 10 brings no types; this is what the benchmark uses of it. */
declare module 'connect-pg-simple' {
  type Options = { pool: import('pg').Pool; schemaName?: string; createTableIfMissing?: boolean; pruneSessionInterval?: number | false }
  type PgStore = new (options: Options) => import('express-session').Store
  export default function connectPgSimple(session: typeof import('express-session')): PgStore
}
