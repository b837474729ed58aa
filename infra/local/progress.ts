import { explain, Problem } from './problem'

export type Progress = {
  /** Runs one step and tells when it is done and how long it took; `done` may say something better than `what` then. */
  step<T>(what: string, run: () => Promise<T>, done?: (result: T) => string): Promise<T>
  /** A line for people. */
  say(line: string): void
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
/** Without a terminal nobody sees a spinner: a step that takes longer than this says that it has begun. */
const PATIENCE_MS = 2_000

export const silent: Progress = { step: (_, run) => run(), say: () => {} }

/** Progress on a terminal (with a spinner) or into a pipe (plain lines). */
export function progressTo(out: NodeJS.WriteStream): Progress {
  const tty = Boolean(out.isTTY)
  const paint = (code: number, text: string) => (tty && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text)
  let spinning: string | null = null
  let frame = 0
  const draw = () => out.write(`\r\u001b[2K${paint(36, FRAMES[frame++ % FRAMES.length] as string)} ${spinning} …`)
  const erase = () => tty && spinning !== null && out.write('\r\u001b[2K')
  const say = (line: string) => {
    erase()
    out.write(`${line}\n`)
    if (tty && spinning !== null) draw()
  }
  return {
    say,
    async step(what, run, done) {
      const began = Date.now()
      const timer = tty ? setInterval(draw, 80) : setTimeout(() => say(`… ${what}`), PATIENCE_MS)
      spinning = what
      const close = (line: string) => {
        clearInterval(timer)
        erase()
        spinning = null
        say(line)
      }
      try {
        const result = await run()
        close(`${paint(32, '✓')} ${done?.(result) ?? what} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
        return result
      } catch (error) {
        close(`${paint(31, '✗')} ${what}`)
        throw error instanceof Problem || !(error instanceof Error)
          ? error
          : new Problem(`${what} failed: ${explain(error)}`, 1, { cause: error })
      }
    },
  }
}
