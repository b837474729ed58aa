import type { Session } from '../../../session'
import type { Stored } from '../codec'

/** A session in memory, and who says whether it is still right. */
type Entry<Source> = { readonly stored: Stored; readonly source: Source; readonly bytes: number }

/**
 * What an entry takes beside its text, and each attribute of it, in bytes on V8. Measured over 20,000 decoded sessions of five and of fifty
 * attributes (heap after garbage was collected); `entries.test.ts` measures it again.
 */
const ENTRY_BYTES = 780
const ATTRIBUTE_BYTES = 80

/** Sessions by their key, no more than a number of bytes: those that were read longest ago make room. */
export class Entries<Source> {
  /** In the order of use, the latest last. */
  readonly #entries = new Map<string, Entry<Source>>()
  bytes = 0
  evictions = 0

  constructor(readonly maxBytes: number) {}

  get size(): number {
    return this.#entries.size
  }

  /** The entry, which is now the one read last. */
  use(key: string): Entry<Source> | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry
  }

  /** Keeps a session, frozen: all readers get the same object. */
  put(key: string, stored: Stored, source: Source): void {
    this.delete(key)
    const bytes = bytesOf(key, stored.session)
    if (bytes > this.maxBytes) return
    Object.freeze(stored.session.attributes)
    Object.freeze(stored.session)
    this.#entries.set(key, { stored, source, bytes })
    this.bytes += bytes
    for (const oldest of this.#entries.keys()) {
      if (this.bytes <= this.maxBytes) break
      this.delete(oldest)
      this.evictions++
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.bytes -= entry.bytes
    this.#entries.delete(key)
  }

  /** Forgets all that this source answers for. */
  deleteOf(source: Source): void {
    for (const [key, entry] of this.#entries) if (entry.source === source) this.delete(key)
  }
}

/** About what a session takes in memory. */
function bytesOf(key: string, { userId, attributes }: Session): number {
  let bytes = ENTRY_BYTES + key.length + textBytes(userId ?? '')
  for (const [name, value] of Object.entries(attributes))
    bytes += ATTRIBUTE_BYTES + textBytes(name) + (typeof value === 'string' ? textBytes(value) : 0)
  return bytes
}

/** One character that is not in Latin-1 makes all of a text two bytes wide. */
function textBytes(text: string): number {
  return /[^\0-\xff]/.test(text) ? 2 * text.length : text.length
}
