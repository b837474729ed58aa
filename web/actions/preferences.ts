'use server'

import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { isMode } from '@/sessions'
import { isLab } from '@/sessions/request'
import { assertSameOrigin } from '@/web/http/origin'
import { textFields } from './form-state'
import { localPath } from './next-path'

const YEAR_SECONDS = 365 * 24 * 3600

/** Fields theme (light, dark, system) and back (a path). */
export async function setThemeAction(form: FormData): Promise<void> {
  const { theme, back } = textFields(form)
  if (theme === 'light' || theme === 'dark' || theme === 'system') await setPreference('theme', theme)
  redirect(localPath(back))
}

/** Fields mode and back; only in the lab. Each mode has its own session cookie, so switching loses nothing. */
export async function setModeAction(form: FormData): Promise<void> {
  const { mode, back } = textFields(form)
  if (isLab() && mode && isMode(mode)) await setPreference('mode', mode)
  redirect(localPath(back))
}

async function setPreference(name: string, value: string): Promise<void> {
  const sent = await headers()
  assertSameOrigin(sent)
  ;(await cookies()).set(name, value, {
    path: '/',
    sameSite: 'lax',
    httpOnly: true,
    secure: sent.get('x-forwarded-proto') === 'https',
    maxAge: YEAR_SECONDS,
  })
}
