/** What happens right now, for people who wait. */
export type Status = {
  /** On a terminal: one line that is written over; into a pipe: a line every ten seconds at most. */
  show(what: string): void
  /** A line that stays. */
  done(what: string): void
}

const QUIET_MS = 10_000

/** Writes to stderr, so that stdout holds the result only. */
export function openStatus(out: NodeJS.WriteStream = process.stderr): Status {
  const begun = Date.now()
  let spokenAt = 0
  const clock = () => {
    const seconds = Math.round((Date.now() - begun) / 1000)
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }
  return {
    show(what) {
      if (out.isTTY) out.write(`\r\u001b[2K[${clock()}] ${what} …`)
      else if (Date.now() - spokenAt >= QUIET_MS) {
        spokenAt = Date.now()
        out.write(`[${clock()}] ${what} …\n`)
      }
    },
    done(what) {
      spokenAt = Date.now()
      out.write(`${out.isTTY ? '\r\u001b[2K' : ''}[${clock()}] ✓ ${what}\n`)
    },
  }
}
