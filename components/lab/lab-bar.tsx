import { cookies } from 'next/headers'
import { connection } from 'next/server'
import { MODES, type Session, StoreUnavailable } from '@/sessions'
import { isLab, pageSession } from '@/sessions/request'
import { countOf } from '@/shop/cart'
import type { LabAnswer } from './lab-bar-answer'
import { LabBarFrame } from './lab-bar-frame'

/** The slim bar at the foot of every page of the lab: which replica answered, and what it believes. Nothing outside the lab. */
export async function LabBar() {
  if (!isLab()) return null
  const folded = (await cookies()).get('lab-bar')?.value === 'folded'
  const modes = MODES.flatMap(({ name, title, shows, available }) => (available ? [{ name, title, shows }] : []))
  return <LabBarFrame rendered={await currentAnswer()} modes={modes} folded={folded} />
}

async function currentAnswer(): Promise<LabAnswer> {
  await connection()
  const opened = await pageSession()
  const replica = process.env.REPLICA ?? 'web-1'
  const common = { mode: opened.mode, replica, at: Date.now() }
  try {
    return { ...common, reached: true, ...tell(await opened.read()) }
  } catch (error) {
    if (error instanceof StoreUnavailable) return { ...common, reached: false, ...tell(null) }
    throw error
  }
}

function tell(session: Session | null) {
  return {
    id: session?.id ?? null,
    signedIn: Boolean(session?.userId),
    cartCount: countOf(session),
    expiresAt: session?.expiresAt ?? null,
  }
}
