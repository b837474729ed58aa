import type { ModeName } from '@/sessions/modes'
import { exchange } from './exchange'

/** Lets this browser's shop pages have the mode, too; without an answer they keep theirs, and the Lab's page goes on. */
export async function rememberMode(mode: ModeName): Promise<void> {
  await exchange(mode, { method: 'POST', path: '/api/lab/mode', body: { mode } })
}
