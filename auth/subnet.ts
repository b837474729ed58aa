import { isIPv4, isIPv6 } from 'node:net'

/** What one client can hardly leave, and how many times the allowance of one client it has. */
export type Subnet = { readonly name: string; readonly clients: number }

/** A site that is given a /48 (RFC 6177) has 65,536 /64s to try from; several of its people may fail at the same time, though. */
const CLIENTS_OF_A_48 = 4

/** The subnets of an address, the widest first: an IPv4 address itself; of an IPv6 address its /48, and its /64, which one customer has as a whole. */
export function subnetsOf(address: string): readonly Subnet[] {
  const [bare = ''] = address.split('%')
  if (!isIPv6(bare)) return [{ name: bare, clients: 1 }]
  const groups = groupsOf(bare)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (isMapped) {
    const bytes = groups.slice(6).flatMap((group) => [group >> 8, group & 255])
    return [{ name: bytes.join('.'), clients: 1 }]
  }
  const prefix = (length: number) => groups.slice(0, length).map((group) => group.toString(16))
  return [
    { name: `${prefix(3).join(':')}::/48`, clients: CLIENTS_OF_A_48 },
    { name: prefix(4).join(':'), clients: 1 },
  ]
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = [], tail] = address.split('::').map((half) => half.split(':').filter(Boolean).flatMap(parseGroup))
  if (!tail) return head
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

/** One group, or two of an IPv4 address at the end. */
function parseGroup(group: string): number[] {
  if (!isIPv4(group)) return [Number.parseInt(group, 16)]
  const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
  return [a * 256 + b, c * 256 + d]
}
