import type { Others } from '@/auth/own-sessions'
import { Notice } from '@/components/ui/notice'

const TEXTS: Readonly<Record<string, string>> = {
  name: 'Your name is saved.',
  email: 'Your new e-mail is saved. Sign in with it from now on.',
  password: 'Your new password is saved. All other sessions are signed out.',
  // Where nothing reaches them.
  'password-only': 'Your new password is saved. In this mode it ends no other session: each goes on to its own end.',
}

/** What the account page says when one of its forms has worked. */
export function SavedNotice({ what = '', others }: { what?: string | undefined; others: Others }) {
  const text = what === 'password' && others === 'out-of-reach' ? 'password-only' : what
  return Object.hasOwn(TEXTS, text) ? <Notice tone="success">{TEXTS[text]}</Notice> : null
}
