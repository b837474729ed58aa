import { type OpenStores, openStores } from '../open-store'

/** Hung on globalThis: Next bundles routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartStores?: OpenStores; __onShutdown?: (() => Promise<void>)[] }

/** The stores of this process, opened at first use from SESSION_STORE and closed at a graceful stop. */
export function openedStores(): OpenStores {
  if (!holder.__hopcartStores) {
    const stores = openStores(process.env.SESSION_STORE ?? 'memory:', process.env)
    holder.__hopcartStores = stores
    holder.__onShutdown = [...(holder.__onShutdown ?? []), () => stores.close()]
  }
  return holder.__hopcartStores
}
