import type { Socket } from 'node:net'

/** A proxy's answer is a few lines. */
const MAX_HEAD_BYTES = 8 * 1024
const HEAD_END = '\r\n\r\n'

/**
 * Asks the HTTP proxy that a fresh connection leads to for a way to `address`: CONNECT (RFC 9110, 9.3.6). Nothing else is sent before it has answered.
 * @param onOpen is called once, with what the other end has sent already
 * @param onRefused is called with the reason, when the proxy will not or cannot
 */
export function askForTunnel(socket: Socket, address: string, onOpen: (early: Buffer) => void, onRefused: (reason: string) => void): void {
  let read: Buffer = Buffer.alloc(0)
  const onData = (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
    const end = read.indexOf(HEAD_END)
    if (end < 0 && read.length <= MAX_HEAD_BYTES) return
    socket.off('data', onData)
    const [, status] = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(read.subarray(0, Math.max(end, 0) + 2).toString('latin1')) ?? []
    if (!status) onRefused('the proxy on the way to it does not answer as one')
    else if (!status.startsWith('2')) onRefused(`the proxy on the way to it answered ${status}`)
    else onOpen(read.subarray(end + HEAD_END.length))
  }
  socket.on('data', onData)
  socket.write(`CONNECT ${address} HTTP/1.1\r\nHost: ${address}\r\n\r\n`)
}
