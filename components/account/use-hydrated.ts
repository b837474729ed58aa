'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** Whether JavaScript runs here: false on the server and in the first client render, so that markup matches. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
