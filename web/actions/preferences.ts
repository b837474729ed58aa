'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { isMode } from '@/sessions'
import { isLab } from '@/sessions/request'
import { assertSameOrigin } from '@/web/http/origin'
import { setPreference } from '@/web/http/preference'
import { textFields } from './form-state'
import { localPath } from './next-path'

/** Fields theme (light, dark, system) and back (a path). */
export async function setThemeAction(form: FormData): Promise<void> {
  const { theme, back } = textFields(form)
  if (theme === 'light' || theme === 'dark' || theme === 'system') await keep('theme', theme)
  redirect(localPath(back))
}

/** Fields mode and back; only in the lab. Each mode has its own session cookie, so switching loses nothing. */
export async function setModeAction(form: FormData): Promise<void> {
  const { mode, back } = textFields(form)
  if (isLab() && mode && isMode(mode)) await keep('mode', mode)
  redirect(localPath(back))
}

async function keep(name: string, value: string): Promise<void> {
  assertSameOrigin(await headers())
  await setPreference(name, value)
}
