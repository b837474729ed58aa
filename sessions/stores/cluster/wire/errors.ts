import { SessionError } from '../../../errors'

/**
 * A member did not answer: refused, timed out, closed meanwhile, or more is waiting to be sent to it than is kept. Whether it did what
 * was asked is not known.
 */
export class Unreachable extends SessionError {
  static override readonly kind = 'Unreachable'
  override readonly name = 'Unreachable'
  /** @param address the member's `host:port` */
  constructor(
    readonly address: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`The replica at ${address} cannot be reached: ${reason}`, { cause })
  }
}

/** The member answered that its handler threw, or that it has no handler for the channel. The message is the remote error's. */
export class RemoteFailure extends SessionError {
  static override readonly kind = 'RemoteFailure'
  override readonly name = 'RemoteFailure'
  constructor(
    readonly address: string,
    readonly channel: string,
    message: string,
  ) {
    super(message)
  }
}
