'use client'

import { useEffect, useSyncExternalStore } from 'react'
import type { Lab, LabView } from '@/lab/client/types'

/** What a Lab shows now; it is kept up to date as long as somebody looks. */
export function useLab(lab: Lab): LabView {
  useEffect(() => lab.start(), [lab])
  return useSyncExternalStore(lab.subscribe, lab.view, lab.view)
}
