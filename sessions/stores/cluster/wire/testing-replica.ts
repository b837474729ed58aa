/**
 * A replica for tests of several processes: it opens a wire, and prints its port. It ends with the process that has started it.
 *
 * @module
 */
import { openWire } from './wire'

// The descriptor of a pipe to the parent must not keep this process alive: a test looks whether the wire does.
process.stdin.on('end', () => process.exit(1)).resume()
;(process.stdin as unknown as { unref(): void }).unref()

async function main(): Promise<void> {
  const wire = await openWire({ listen: { host: '127.0.0.1', port: 0 }, secret: process.env.SECRET ?? '' })
  wire.handle('echo', (message) => message)
  wire.handle('never', () => new Promise(() => undefined))
  wire.handle('relay', (message) => {
    const { address, channel, body } = message as { address: string; channel: string; body: unknown }
    return wire.call(address, channel, body)
  })
  wire.handle('close', () => void setImmediate(() => wire.close()))
  process.stdout.write(`${wire.port}\n`)
}

void main()
