/**
 * The settings of the stores that replicas keep among themselves: what `SESSION_STORE` says (`replicated:?peers=…&listen=…&ack=…`), and
 * what is secret or differs by replica, from the environment.
 *
 * @module
 */
import type { ClusterConfig, Peers } from './stores/cluster/open-cluster-store'

type Listen = ClusterConfig['listen']
type Ack = ClusterConfig['ack']

/** What a `SESSION_STORE` says of a cluster; null: not said there. */
export type ClusterUrl = {
  readonly kind: ClusterConfig['design']
  readonly peers: Peers | null
  readonly listen: Listen | null
  readonly ack: Ack
}

export const CLUSTER_DESIGNS: readonly ClusterConfig['design'][] = ['replicated', 'primary-backup']
const ACKS: readonly Ack[] = ['none', 'received', 'applied']
/** Strongest, since what is acknowledged shall be there. */
const DEFAULT_ACK: Ack = 'applied'
const DEFAULT_LISTEN: Listen = { host: '0.0.0.0', port: 7600 }
const LEAST_SECRET = 32
const SECRET_EXAMPLE = `${LEAST_SECRET} characters or more, the same on all replicas, for instance from \`openssl rand -base64 32\``
const VIA_EXAMPLE = 'the host:port of an HTTP proxy, like 127.0.0.1:7701'
const PEERS_EXAMPLE = 'dns:web:7600, or addresses like 10.0.0.1:7600,10.0.0.2:7600'

/**
 * Reads what stands after the scheme of `replicated:` or `primary-backup:`.
 * @returns the settings, and a line for each mistake (then the settings are of no use)
 */
export function readClusterUrl(kind: ClusterConfig['design'], rest: string): { url: ClusterUrl; problems: string[] } {
  const problems: string[] = []
  const given = new URLSearchParams(rest)
  if (rest !== '' && !rest.startsWith('?')) problems.push(`SESSION_STORE "${kind}:…" has only settings, like ${kind}:?peers=dns:web:7600`)
  else
    for (const name of new Set(given.keys())) {
      if (!['peers', 'listen', 'ack'].includes(name))
        problems.push(`SESSION_STORE has ${shown(name)}, which is no setting of ${kind}: there are peers, listen and ack`)
      else if (given.getAll(name).length > 1) problems.push(`SESSION_STORE has ${name} twice; give it once`)
    }
  const read = <T>(name: string, parse: (text: string) => T): T | null => {
    const text = given.get(name)
    return text === null ? null : attempt(problems, `SESSION_STORE, ${name}`, () => parse(text))
  }
  const [peers, listen, ack] = [read('peers', parsePeers), read('listen', parseListen), read('ack', parseAck)]
  return { url: { kind, peers, listen, ack: ack ?? DEFAULT_ACK }, problems }
}

/**
 * The full settings of one or more clusters of this replica: what their URLs leave open comes from CLUSTER_PEERS and CLUSTER_LISTEN, the
 * secret from CLUSTER_SECRET, a proxy on the way to the others from CLUSTER_VIA, the name from REPLICA.
 * @returns them, and a line for each mistake (then they are of no use)
 */
export function clusterConfigs(
  urls: readonly ClusterUrl[],
  env: Readonly<Record<string, string | undefined>>,
): { configs: ClusterConfig[]; problems: string[] } {
  const problems: string[] = []
  const read = <T>(name: string, parse: (text: string) => T): T | null => {
    const text = env[name]
    return text ? attempt(problems, name, () => parse(text)) : null
  }
  const [peers, listen] = [read('CLUSTER_PEERS', parsePeers), read('CLUSTER_LISTEN', parseListen)]
  const via = read('CLUSTER_VIA', parseVia)
  if (!env.CLUSTER_PEERS && urls.some((url) => url.peers === null))
    problems.push(`CLUSTER_PEERS is not set, and SESSION_STORE has no peers: ${PEERS_EXAMPLE}`)
  const secret = env.CLUSTER_SECRET ?? ''
  if (secret.length < LEAST_SECRET) problems.push(`CLUSTER_SECRET ${secret ? 'is too short' : 'is not set'}: ${SECRET_EXAMPLE}`)
  const nobody: Peers = { kind: 'static', addresses: [] }
  const configs = urls.map((url) => ({
    design: url.kind,
    peers: url.peers ?? peers ?? nobody,
    listen: url.listen ?? listen ?? DEFAULT_LISTEN,
    ...(via ? { via } : {}),
    secret,
    ack: url.ack,
    name: env.REPLICA || 'web-1',
  }))
  return { configs, problems }
}

/** `dns:<name>:<port>`, or addresses with commas between. @throws RangeError */
export function parsePeers(text: string): Peers {
  if (text.startsWith('dns:')) {
    const { host: name, port } = hostAndPort(text.slice('dns:'.length), PEERS_EXAMPLE)
    return { kind: 'dns', name, port }
  }
  const addresses = text.split(',').map((address) => address.trim())
  for (const address of addresses) hostAndPort(address, PEERS_EXAMPLE)
  return { kind: 'static', addresses: [...new Set(addresses)] }
}

/** `host:port`; an IPv6 address in brackets. @throws RangeError */
export function parseListen(text: string): Listen {
  return hostAndPort(text, `host:port, like ${DEFAULT_LISTEN.host}:${DEFAULT_LISTEN.port}`)
}

/** `host:port` of a proxy. @throws RangeError */
export function parseVia(text: string): Listen {
  return hostAndPort(text, VIA_EXAMPLE)
}

function parseAck(text: string): Ack {
  const ack = ACKS.find((each) => each === text)
  if (!ack) throw new RangeError(`${shown(text)} is none of ${ACKS.join(', ')}`)
  return ack
}

function hostAndPort(text: string, right: string): Listen {
  const [, bracketed, name, digits] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_][a-z0-9_.-]*)):(\d{1,5})$/i.exec(text) ?? []
  const host = bracketed ?? name
  const port = Number(digits)
  if (!host || port < 1 || port > 65_535) throw new RangeError(`${shown(text)} is not ${right}`)
  return { host, port }
}

function attempt<T>(problems: string[], name: string, parse: () => T): T | null {
  try {
    return parse()
  } catch (error) {
    problems.push(`${name}: ${(error as Error).message}`)
    return null
  }
}

/** A wrong value, unless it may hold a password. */
function shown(text: string): string {
  return text.includes('@') ? 'what is there (not shown: it may hold a password)' : `"${text.slice(0, 60)}"`
}
