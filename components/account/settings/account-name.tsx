/** Tells a password manager whose password is asked for; nobody sees it, and nothing of it is sent. */
export function AccountName({ email }: { email: string }) {
  return <input type="email" autoComplete="username" value={email} readOnly hidden />
}
