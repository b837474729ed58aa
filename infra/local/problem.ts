/** Something that the person at the keyboard can put right: shown as it is, without a stack trace. */
export class Problem extends Error {
  override readonly name = 'Problem'
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Names of errors that nobody throws on purpose: only there does the stack help. */
const BUGS = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError', 'AssertionError'])

/** What to print for an error, whoever threw it. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (isDiskFull(error)) return `The disk is full. Make room, then start again. (${error.message.split('\n')[0]})`
  return BUGS.has(error.name) ? (error.stack ?? error.message) : error.message
}

function isDiskFull(error: Error): boolean {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC' || /ENOSPC|no space left on device/i.test(error.message)) return true
  return error.cause instanceof Error && isDiskFull(error.cause)
}
