import { createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { freePort } from '../../infra/local/free-port'
import type { ClusterDetour } from '../../infra/local/stack-plan'

/** The folder of a stack's directory that has what its replicas have said to each other, where the search for tokens looks. */
const FOLDER = 'wire'

/** Whether a place of the search is from there. */
export const isWire = (place: string) => place.startsWith(`${FOLDER}${path.sep}`)

/** Whether somebody listens in on a stack. */
export const isTapped = (directory: string | null) => directory !== null && existsSync(path.join(directory, FOLDER))

export type Wiretap = { readonly detour: ClusterDetour; close(): void }

/** A relay before each replica's port for the others; what passes is kept whole, one file for each connection and direction. */
export function openWiretap(directory: string): Wiretap {
  const folder = path.join(directory, FOLDER)
  mkdirSync(folder, { recursive: true })
  const servers: Server[] = []
  const sockets = new Set<Socket>()
  let count = 0

  const keep = (socket: Socket, file: string) => {
    const kept = createWriteStream(path.join(folder, file))
    socket.on('data', (bytes) => kept.write(bytes)).once('close', () => kept.end())
  }
  const join = (name: string, near: Socket, far: Socket) => {
    const number = count++
    for (const [from, to, direction] of [[near, far, 'to'] as const, [far, near, 'from'] as const]) {
      sockets.add(from)
      from.setNoDelay(true)
      keep(from, `${direction}-${name}-${number}`)
      from.pipe(to)
      from
        .on('error', () => {})
        .once('close', (broken) => {
          sockets.delete(from)
          if (broken) to.destroy() // what ends in order ends the other by itself, when all has passed
        })
    }
  }
  return {
    async detour(name, address) {
      const [host = '', port = ''] = address.split(':')
      const server = createServer({ allowHalfOpen: true }, (near) =>
        join(name, near, connect({ port: Number(port), host, allowHalfOpen: true })),
      )
      const own = await freePort()
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(own, '127.0.0.1', resolve))
      servers.push(server)
      return `127.0.0.1:${own}`
    },
    close() {
      for (const server of servers) server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
