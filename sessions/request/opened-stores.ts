import { type OpenOptions, type OpenStores, openStores } from '../open-store'

/** Hung on globalThis: Next bundles routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & {
  __hopcartStores?: OpenStores
  __onShutdown?: (() => Promise<void>)[]
  __hopcartFrames?: FrameObserver
}

type FrameObserver = NonNullable<OpenOptions['onFrame']>

/** Says who hears, in the lab, what the replicas send each other about sessions; once, when the process starts. */
export function onFrame(observer: FrameObserver): void {
  holder.__hopcartFrames = observer
}

/** The stores of this process, opened at first use from SESSION_STORE and closed at a graceful stop. */
export function openedStores(): OpenStores {
  if (!holder.__hopcartStores) {
    const stores = openStores(process.env.SESSION_STORE ?? 'memory:', process.env, { onFrame: (frame) => holder.__hopcartFrames?.(frame) })
    holder.__hopcartStores = stores
    holder.__onShutdown = [...(holder.__onShutdown ?? []), () => stores.close()]
  }
  return holder.__hopcartStores
}
