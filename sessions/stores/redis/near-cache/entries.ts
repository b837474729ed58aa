import type { Session } from '../../../session'

/**
 * A session in memory, until when by the store's clock, and who says whether it is still right. `isUsed`: it was read since its turn to make room
 * came last.
 */
type Entry<Source> = { readonly session: Session; readonly until: number; readonly source: Source; readonly bytes: number; isUsed: boolean }

/**
 * What an entry takes beside its text, and each attribute of it, in bytes on V8. Measured over 20,000 decoded sessions of five and of fifty
 * attributes (heap after garbage was collected); `entries.test.ts` measures it again.
 */
const ENTRY_BYTES = 780
const ATTRIBUTE_BYTES = 80

/**
 * Sessions by a key, no more than a number of bytes. Room is made by the oldest that was not read since its last turn: nearly those that were
 * read longest ago, and a read costs no more than a look-up.
 */
export class Entries<Source> {
  /** In the order of their turns. */
  readonly #entries = new Map<string, Entry<Source>>()
  bytes = 0
  evictions = 0

  constructor(readonly maxBytes: number) {}

  get size(): number {
    return this.#entries.size
  }

  use(key: string): Entry<Source> | undefined {
    const entry = this.#entries.get(key)
    if (entry) entry.isUsed = true
    return entry
  }

  /** Keeps a session, frozen: all readers get the same object, and its values are texts and numbers. */
  put(key: string, session: Session, until: number, source: Source): void {
    this.delete(key)
    const bytes = bytesOf(session)
    if (bytes > this.maxBytes) return
    Object.freeze(session.attributes)
    Object.freeze(session)
    this.#entries.set(key, { session, until, source, bytes, isUsed: false })
    this.bytes += bytes
    if (this.bytes > this.maxBytes) this.#makeRoom()
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

  #makeRoom(): void {
    // What gets another turn goes to the end, where this comes to it again, and then it has been used no more.
    for (const [key, entry] of this.#entries) {
      if (this.bytes <= this.maxBytes) return
      if (entry.isUsed) {
        entry.isUsed = false
        this.#entries.delete(key)
        this.#entries.set(key, entry)
      } else {
        this.delete(key)
        this.evictions++
      }
    }
  }
}

/** About what a session takes in memory. */
function bytesOf({ id, userId, attributes }: Session): number {
  let bytes = ENTRY_BYTES + id.length + textBytes(userId ?? '')
  for (const [name, value] of Object.entries(attributes))
    bytes += ATTRIBUTE_BYTES + textBytes(name) + (typeof value === 'string' ? textBytes(value) : 0)
  return bytes
}

/** One character that is not in Latin-1 makes all of a text two bytes wide. */
function textBytes(text: string): number {
  return /[^\0-\xff]/.test(text) ? 2 * text.length : text.length
}
