import { Notice } from '@/components/ui/notice'

const TEXTS: Readonly<Record<string, string>> = {
  name: 'Your name is saved.',
  email: 'Your new e-mail is saved. Sign in with it from now on.',
  password: 'Your new password is saved. All other sessions are signed out.',
}

/** What the account page says when one of its forms has worked. */
export function SavedNotice({ what = '' }: { what?: string | undefined }) {
  return Object.hasOwn(TEXTS, what) ? <Notice tone="success">{TEXTS[what]}</Notice> : null
}
