import { connect } from 'node:net'

/** Where a Redis server or Sentinel listens, and what it wants to hear first. */
export type RedisAddress = { readonly host: string; readonly port: number; readonly password?: string; readonly username?: string }

/** What a server answers in RESP2: text (also numbers), nothing, or a list of these. */
export type RedisReply = string | null | readonly RedisReply[]

/**
 * Sends one command by a connection of its own and answers the reply. For starting and forming servers, where a client with reconnects and
 * queues would only be in the way. @throws an Error with the server's own words, or that there was no answer in time
 */
export function askRedis(
  { host, port, password, username }: RedisAddress,
  command: readonly string[],
  withinMs = 1_000,
): Promise<RedisReply> {
  return new Promise((resolve, reject) => {
    const before = password === undefined ? [] : [username === undefined ? ['AUTH', password] : ['AUTH', username, password]]
    const socket = connect({ host, port }, () => socket.write([...before, command].map(encode).join('')))
    const end = (settle: () => void) => {
      clearTimeout(timer)
      socket.destroy()
      settle()
    }
    const timer = setTimeout(() => end(() => reject(new Error(`Redis at ${host}:${port} did not answer within ${withinMs} ms.`))), withinMs)
    let received = Buffer.alloc(0)
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
      let at = 0
      for (let i = 0; i <= before.length; i++) {
        const read = readReply(received, at)
        if (!read) return
        const { reply } = read
        if (reply instanceof Error) return end(() => reject(reply))
        if (i === before.length) return end(() => resolve(reply))
        at = read.next
      }
    })
    socket.once('error', (error) => end(() => reject(error)))
    socket.once('close', () => end(() => reject(new Error(`Redis at ${host}:${port} closed the connection.`))))
  })
}

const encode = (words: readonly string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`

/** Reads one reply of RESP2 (redis.io/docs/latest/develop/reference/protocol-spec) from `at` on; undefined while it is not whole. */
function readReply(bytes: Buffer, at: number): { reply: RedisReply | Error; next: number } | undefined {
  const end = bytes.indexOf('\r\n', at)
  if (end < 0) return undefined
  const [kind, line, next] = [String.fromCharCode(bytes[at] as number), bytes.toString('utf8', at + 1, end), end + 2]
  if (kind === '-') return { reply: new Error(line), next }
  if (kind === '$') {
    const length = Number(line)
    if (length < 0) return { reply: null, next }
    if (bytes.length < next + length + 2) return undefined
    return { reply: bytes.toString('utf8', next, next + length), next: next + length + 2 }
  }
  if (kind !== '*') return { reply: line, next }
  const items: RedisReply[] = []
  let here = next
  for (let i = 0; i < Number(line); i++) {
    const item = readReply(bytes, here)
    if (!item || item.reply instanceof Error) return item
    items.push(item.reply)
    here = item.next
  }
  return { reply: items, next: here }
}
