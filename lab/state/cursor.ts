/** Up to where a page has what a replica has to tell: the start of the replica that it is about, and the numbers of its last request and frame. */
export type Mark = { readonly boot: string; readonly requests: number; readonly frames: number }

/** By replica. */
export type Cursor = ReadonlyMap<string, Mark>

/** More replicas than this are no stack of ours. */
const MOST = 32
const ENTRY = /^([\w.-]{1,64}):([0-9a-z]{1,16})\.(\d{1,15})\.(\d{1,15})$/

/** For a replica of which a page knows nothing. */
export const NOTHING: Mark = { boot: '0', requests: 0, frames: 0 }

/** Reads `web-1:<boot>.<requests>.<frames>,…`. Whatever is no such entry is as if it were not there: then that replica tells all it remembers. */
export function parseCursor(text: string | null): Cursor {
  const cursor = new Map<string, Mark>()
  for (const entry of (text ?? '').split(',', MOST)) {
    const [, replica, boot, requests, frames] = ENTRY.exec(entry) ?? []
    if (replica && boot) cursor.set(replica, { boot, requests: Number(requests), frames: Number(frames) })
  }
  return cursor
}

export function formatCursor(cursor: Cursor): string {
  return [...cursor].map(([replica, { boot, requests, frames }]) => `${replica}:${boot}.${requests}.${frames}`).join(',')
}
