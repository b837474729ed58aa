import { once } from 'node:events'
import { connect } from 'node:net'

/** `1339518083.107412 [0 127.0.0.1:60866] "evalsha" …`: who sent it, and its first word. What a script does is reported too, as coming from "lua". */
const REPORTED = /^\+[\d.]+ \[\d+ (\S+)\] "([^"\\]+)"/

/**
 * Reports the commands that a server on this machine is sent, by MONITOR (redis.io/docs/latest/commands/monitor): in lower case, without those of
 * scripts. ioredis's own trips over a command that is reported together with the answer to MONITOR.
 * @returns how to end that; harmless when the server is gone
 */
export async function monitorCommands(port: number, report: (command: string) => void): Promise<() => void> {
  const socket = connect({ port, host: '127.0.0.1' }).setEncoding('utf8')
  let rest = ''
  const begun = new Promise<void>((resolve, reject) => {
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const [, source, command] = REPORTED.exec(line) ?? []
        if (command !== undefined && source !== 'lua') report(command.toLowerCase())
        else if (line === '+OK') resolve()
        else if (line.startsWith('-')) reject(new Error(line.slice(1)))
      }
    })
    socket.on('error', reject) // later on: the server is gone
  })
  await once(socket, 'connect')
  socket.write('MONITOR\r\n')
  await begun
  return () => socket.destroy()
}
