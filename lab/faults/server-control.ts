import type { SetKind } from '../contract'

/** What a supervisor can do to the servers of a store of several, where it runs beside whoever started them. One for all supervisors. */
export type ServerControl = {
  /** Ends a server at once and keeps it down; harmless when repeated. */
  crash(store: SetKind, server: string): Promise<void>
  /** Starts it again; resolves when it answers. */
  bringBack(store: SetKind, server: string): Promise<void>
}
