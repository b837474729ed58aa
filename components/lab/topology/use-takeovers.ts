import { useEffect, useRef, useState } from 'react'
import type { ServerState } from '@/lab/contract'

const NOBODY: ReadonlySet<string> = new Set()

/** The masters that were copies when one began to look. */
export function useTakeovers(servers: readonly ServerState[] | undefined): ReadonlySet<string> {
  const before = useRef(new Map<string, ServerState['role']>())
  const [taken, setTaken] = useState(NOBODY)
  useEffect(() => {
    if (!servers) return
    const masters = servers.filter(({ role }) => role === 'master').map(({ name }) => name)
    const promoted = masters.filter((name) => before.current.get(name) === 'replica')
    for (const { name, role } of servers) before.current.set(name, role)
    setTaken((old) => {
      const next = masters.filter((name) => old.has(name) || promoted.includes(name))
      return next.length === old.size && next.every((name) => old.has(name)) ? old : new Set(next)
    })
  }, [servers])
  return taken
}
