import type { Message } from './messages'
import type { Network } from './network'

/** A message about sessions that one member has sent another one, and what became of it. */
export type SentFrame = {
  /** When it was sent, in milliseconds since the epoch. */
  readonly at: number
  readonly design: 'replicated' | 'primary-backup'
  /** Names of members. */
  readonly from: string
  readonly to: string
  /** `forward`: work for the one that decides · `replicate`: a change for a holder · `acknowledge`: that it has it · `fetch` · `other` */
  readonly kind: 'forward' | 'replicate' | 'acknowledge' | 'fetch' | 'other'
  /** Until its answer; null where none is waited for. */
  readonly ms: number | null
  /** Whether it was answered; true where no answer is waited for. */
  readonly ok: boolean
  /** Ids of the sessions that it is about, at least one; after a renewal the old one's first. */
  readonly sessions: readonly string[]
}

export type FrameObserver = (frame: SentFrame) => void

/** What is told of members in frames. */
type Names = {
  readonly own: string
  /** The name of the member at an address. */
  nameAt(address: string): string | undefined
  addressOf(id: string): string | undefined
}

type Subject = Pick<SentFrame, 'kind' | 'sessions'>

/** A network that tells of each message that concerns a session: of a call when it is over, of what is not answered when it is sent. */
export function observedNetwork(network: Network, design: SentFrame['design'], names: () => Names, observe: FrameObserver): Network {
  /** What the deltas were about that a receipt is given for: it has only the ticket of who waits for it. */
  const receipts = new Map<string, readonly string[]>()
  const subjectOf = (address: string, message: Message): Subject | null => {
    if (message.kind !== 'taken') return subjectOfMessage(message)
    const sessions = receipts.get(`${address} ${message.ticket}`)
    return sessions ? { kind: 'acknowledge', sessions } : null
  }
  const frameOf = (address: string, message: unknown) => {
    const subject = subjectOf(address, message as Message)
    if (!subject || subject.sessions.length === 0) return null
    return { at: Date.now(), design, from: names().own, to: names().nameAt(address) ?? address, ...subject }
  }
  return {
    ...network,
    async call(address, message, timeoutMs) {
      const frame = frameOf(address, message)
      if (!frame) return network.call(address, message, timeoutMs)
      const begun = performance.now()
      let ok = false
      try {
        const answer = await network.call(address, message, timeoutMs)
        ok = true
        return answer
      } finally {
        observe({ ...frame, ms: performance.now() - begun, ok })
      }
    },
    tell(address, message) {
      network.tell(address, message)
      const frame = frameOf(address, message)
      if (frame) observe({ ...frame, ms: null, ok: true })
    },
    handle(handler) {
      network.handle(async (message) => {
        const { kind, origin, deltas = [] } = message as Partial<Extract<Message, { kind: 'deltas' }>>
        const address = kind === 'deltas' && origin ? names().addressOf(origin.id) : undefined
        if (!origin || !address) return handler(message)
        const receipt = `${address} ${origin.ticket}`
        receipts.set(
          receipt,
          deltas.map(([id]) => id),
        )
        try {
          return await handler(message)
        } finally {
          receipts.delete(receipt)
        }
      })
    },
  }
}

/** What a message is about; null when that is no session in particular. */
function subjectOfMessage(message: Message): Subject | null {
  switch (message.kind) {
    case 'task':
      return { kind: 'forward', sessions: idsOf(message.task) }
    case 'user-task':
      return message.task.do === 'renew' ? { kind: 'forward', sessions: idsOf(message.task.task) } : null
    case 'read':
      return { kind: 'forward', sessions: [message.id] }
    case 'deltas':
      return { kind: 'replicate', sessions: message.deltas.map(([id]) => id) }
    case 'fetch':
      return { kind: 'fetch', sessions: message.ids }
    case 'take':
      return { kind: 'other', sessions: message.records.map(([id]) => id) }
    default:
      return null
  }
}

function idsOf(task: { readonly id: string | null; readonly newId?: string }): string[] {
  return [task.id, task.newId].filter((id) => id !== null && id !== undefined)
}
