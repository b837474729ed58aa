import type { LabState, Role } from '@/lab/contract'
import { replicaViews } from '../faults'
import { type Teller, until } from '../teller'
import { letters, list } from '../words'

/** Which replicas are what to the session at hand. */
export type Roles = Partial<Record<Role, string[]>>

/** Waits until one decides and another one keeps a copy, `without` a replica that is dead. */
export function copied(teller: Teller, without?: string): Promise<LabState> {
  return until(teller, 'two copies', (state) => {
    const { primary: deciders = [], backup = [] } = rolesOf(state)
    return deciders.length === 1 && backup.length > 0 && ![...deciders, ...backup].includes(without ?? '')
  })
}

export function rolesOf(state: LabState): Roles {
  const roles: Roles = {}
  for (const { replica, role, state: known } of replicaViews(state))
    if (known !== 'unreachable') roles[role] = [...(roles[role] ?? []), replica]
  return roles
}

export function tellRoles({ primary: deciders = [], backup = [], proxy = [] }: Roles): string {
  const parts = [
    `${letters(deciders)} decides (primary)`,
    `${letters(backup)} ${backup.length === 1 ? 'keeps' : 'keep'} a copy (backup)`,
    proxy.length > 0
      ? `${letters(proxy)} ${proxy.length === 1 ? 'keeps nothing and knows' : 'keep nothing and know'} whom to ask (proxy)`
      : null,
  ]
  return list(parts.filter((part) => part !== null))
}
