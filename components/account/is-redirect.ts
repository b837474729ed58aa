import { unstable_rethrow } from 'next/navigation'

/** Whether what a server action threw in the browser means that it has worked and leads on. */
export function isRedirect(error: unknown): boolean {
  try {
    unstable_rethrow(error)
    return false
  } catch {
    return true
  }
}
