import { isMode, type ModeName, modeOf } from '@/sessions/modes'

const DEFAULT_PAIR = ['memory', 'redis'] as const

/** `#side-by-side=memory,redis` */
export function pairHash(left: ModeName, right: ModeName): string {
  return `#side-by-side=${left},${right}`
}

/** The two modes that the hash names; null: it is another hash. Modes that are unknown, or not available here, become the usual ones. */
export function pairOf(hash: string): readonly [ModeName, ModeName] | null {
  const [, named] = /^#side-by-side(?:=([a-z,-]*))?$/.exec(hash) ?? []
  if (!/^#side-by-side(=|$)/.test(hash)) return null
  const [left = '', right = ''] = (named ?? '').split(',')
  const known = (name: string, usual: ModeName): ModeName => (isMode(name) && modeOf(name).available ? name : usual)
  return [known(left, DEFAULT_PAIR[0]), known(right, DEFAULT_PAIR[1])]
}
