import { FenceMoved, StoreUnavailable } from '../../../errors'
import type { ClusterSessions } from '../cluster-store'
import type { Held, Ledger } from './ledger'
import type { Sky, Weather } from './weather'
import type { World } from './world'

type Call<T> = {
  readonly at: number
  /** For messages. */
  readonly what: string
  /** The token that it is about. */
  readonly held?: Held
  readonly work: (store: ClusterSessions) => Promise<T>
  /** It was answered, in a time of such weather since it was asked (by the store's clock). */
  readonly answered: (answer: T, weather: Weather, asked: number) => void
  /** Whether all sessions of its user surely were not ended at the same time. */
  readonly isSure?: (weather: Weather) => boolean
  /** It was refused, since not enough members could be reached. */
  readonly refused?: (weather: Weather) => void
}

/** What goes from shoppers to members. Notes what must not be: an error that nothing explains. */
export class Requests {
  constructor(
    readonly world: World,
    readonly sky: Sky,
    readonly ledger: Ledger,
    /** Others may not have what is acknowledged: as in rough weather. */
    public isWeak: boolean,
  ) {}

  /** False: nobody is there who could take it. */
  send<T>({ at, what, held, work, answered, isSure, refused }: Call<T>): boolean {
    const { world, sky, ledger } = this
    const index = at % world.size
    if (!world.nodes[index]) return false
    const mark = sky.mark()
    if (held) ledger.use(held, mark.time, 'rough') // it may count even if nobody hears of it
    const failed = (error: unknown) => {
      const weather = sky.since(mark)
      const where = `${what} at m${index} in ${weather} weather at ${world.now}`
      if (error instanceof FenceMoved && !isSure?.(weather)) return
      if (!(error instanceof StoreUnavailable)) ledger.broken.push(`${where}: ${error}`)
      else if (weather === 'calm' && sky.wasStill(mark)) ledger.broken.push(`${where}: ${error.message} ${error.cause}`)
      refused?.(weather)
    }
    world.request(index, work).then((answer) => {
      const weather = sky.since(mark)
      if (held && answer) ledger.use(held, mark.time, weather)
      answered(answer, this.isWeak ? 'rough' : weather, mark.time)
    }, failed)
    return true
  }
}
