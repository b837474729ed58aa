import { randomBytes } from 'node:crypto'
import type { SessionStore, StoreOptions } from '../../session'
import { ClusterSessions, inheritedBy } from './cluster-store'
import type { AckLevel } from './core'
import { discoverer, ownAddress, type Peers } from './discovery'
import { type FrameObserver, observedNetwork } from './frames'
import { Member } from './member'
import type { Network } from './network'
import type { WireCounts } from './wire/counters'
import { openWire, type Wire } from './wire/wire'

export type { Peers } from './discovery'

export type ClusterConfig = {
  readonly design: 'replicated' | 'primary-backup'
  readonly peers: Peers
  readonly listen: { readonly host: string; readonly port: number }
  /** An HTTP proxy (CONNECT) by which the others are dialled. Unless given they are dialled themselves. */
  readonly via?: { readonly host: string; readonly port: number }
  /** Shared by all members; at least 32 characters. */
  readonly secret: string
  /** What a change waits for: nothing, the others' receipt, or (the default) that the others have applied it. */
  readonly ack: AckLevel
  /** This replica's name, for logs and counters. */
  readonly name: string
}

/** `onFrame`: hears what this replica's members send to others about sessions; without it nothing is looked at. */
export type ClusterOptions = StoreOptions & { readonly onFrame?: FrameObserver }

export type ClusterStore = SessionStore & {
  /** Resolves when this member has caught up with the others and serves; rejects when it cannot listen. */
  readonly joined: Promise<void>
  /** Tells the others, and hands over what only this member holds; `close` does it too. */
  leave(): Promise<void>
  /** Counters for `/api/metrics` and the Lab: numbers by name. Those of the wire (`wire_*`) are of all stores that share its port. */
  counters(): Readonly<Record<string, number>>
}

/** Holders of a session in each design. */
const COPIES = { replicated: 'all', 'primary-backup': 2 } as const

/**
 * Opens this replica's members of one or more clusters; several share a port. Calls wait until the wire listens; until a member has
 * caught up, others answer for it.
 * @example const [store] = openClusterStores([{ design: 'replicated', peers, listen, secret, ack: 'applied', name: 'web-1' }])
 */
export function openClusterStores(configs: readonly ClusterConfig[], options: ClusterOptions = {}): ClusterStore[] {
  const [first] = configs
  if (!first) return []
  const wire = openWire({ listen: first.listen, secret: first.secret, via: first.via })
  wire.catch(() => {}) // told by `joined` and by every call
  const stores: OpenCluster[] = configs.map((config) => new OpenCluster(config, wire, options, () => closeLast()))
  const closeLast = async () => {
    if (stores.every(({ isClosed }) => isClosed)) await (await wire.catch(() => null))?.close()
  }
  return stores
}

class OpenCluster extends ClusterSessions implements ClusterStore {
  readonly joined: Promise<void>
  isClosed = false
  #open: Wire | undefined

  constructor(
    config: ClusterConfig,
    wire: Promise<Wire>,
    options: ClusterOptions,
    private readonly onClosed: () => Promise<void>,
  ) {
    let known: readonly string[] = []
    let port = config.listen.port
    const discover = discoverer(config.peers)
    const { onFrame } = options
    const network = networkOf(wire, config.design)
    const names = () => ({
      own: config.name,
      nameAt: (address: string) => member.core.roster.nameAt(address),
      addressOf: (id: string) => member.core.roster.addressOf(id),
    })
    const member: Member = new Member({
      id: randomBytes(6).toString('base64url'),
      name: config.name,
      address: () => ownAddress({ host: config.listen.host, port }, known),
      network: onFrame ? observedNetwork(network, config.design, names, onFrame) : network,
      discover: async () => {
        known = await discover()
        return known
      },
      copies: COPIES[config.design],
      ack: config.ack,
      isInherited: inheritedBy(options.aliasKeyPrefix),
      time: () => Date.now() + (options.clockOffsetMs?.() ?? 0),
    })
    super(config.design, member)
    this.joined = wire.then((open) => {
      port = open.port
      this.#open = open
      return member.join()
    })
    this.joined.catch(() => {})
  }

  leave(): Promise<void> {
    return this.member.leave()
  }

  override async close(): Promise<void> {
    if (this.isClosed) return
    await super.close()
    this.isClosed = true
    await this.onClosed()
  }

  counters(): Readonly<Record<string, number>> {
    return { ...this.member.counters(), ...(this.#open ? wireNumbers(this.#open.counters.snapshot()) : {}) }
  }
}

function wireNumbers({ framesRefused, ...counts }: WireCounts): Record<string, number> {
  const { oversized, garbage, unauthentic } = framesRefused
  return {
    wire_frames_sent: counts.framesSent,
    wire_frames_received: counts.framesReceived,
    wire_bytes_sent: counts.bytesSent,
    wire_bytes_received: counts.bytesReceived,
    wire_connections_opened: counts.connectionsOpened,
    wire_connections_refused: counts.connectionsRefused,
    wire_frames_refused_oversized: oversized,
    wire_frames_refused_garbage: garbage,
    wire_frames_refused_unauthentic: unauthentic,
    wire_calls_timed_out: counts.callsTimedOut,
  }
}

/** One design's calls over the shared wire. */
function networkOf(wire: Promise<Wire>, channel: string): Network {
  return {
    call: async (address, message, timeoutMs) => (await wire).call(address, channel, message, timeoutMs === undefined ? {} : { timeoutMs }),
    tell: (address, message) => void wire.then((open) => open.tell(address, channel, message)).catch(() => {}),
    handle: (handler) => void wire.then((open) => open.handle(channel, handler)).catch(() => {}),
    probe: async (address) => (await wire).probe(address, 500),
  }
}
