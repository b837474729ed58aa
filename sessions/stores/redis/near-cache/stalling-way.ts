import { openWay, type Passage } from '../../../testing/way'

/** A connection that tracks, or any other. */
type Kind = 'tracking' | 'reading'

/** A way to a server on which answers can be held up without anybody being told: no packet is lost, none says that the link is dead. */
export type StallingWay = {
  readonly url: string
  /** Holds back what the server says on connections of this kind. */
  stall(kind: Kind): void
  release(kind: Kind): void
  close(): Promise<void>
}

export async function openStallingWay(port: number): Promise<StallingWay> {
  const tracking = new WeakSet<Passage>()
  const stalled = new Set<Kind>()
  const way = await openWay({ port }, (chunk, towards, passage) => {
    if (towards === 'server' && chunk.includes('TRACKING')) {
      tracking.add(passage)
      if (stalled.has('tracking')) passage.server.pause()
    }
    passage[towards].write(chunk)
  })
  const ofKind = (kind: Kind) => [...way.passages].filter((passage) => tracking.has(passage) === (kind === 'tracking'))
  return {
    url: `redis://${way.host}:${way.port}`,
    stall(kind) {
      stalled.add(kind)
      for (const { server } of ofKind(kind)) server.pause()
    },
    release(kind) {
      stalled.delete(kind)
      for (const { server } of ofKind(kind)) server.resume()
    },
    close: way.close,
  }
}
