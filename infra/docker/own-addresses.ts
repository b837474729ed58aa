import { networkInterfaces } from 'node:os'

/** `host:port` for each address by which others reach this machine, IPv4 first. They change when a container joins or leaves a network. */
export function ownAddresses(port: number): string[] {
  const outside = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
  const four = outside.filter(({ family }) => family === 'IPv4').map(({ address }) => `${address}:${port}`)
  const six = outside.filter(({ family }) => family === 'IPv6').map(({ address }) => `[${address}]:${port}`)
  return [...four, ...six]
}
