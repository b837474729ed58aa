import { LoaderCircle } from 'lucide-react'

/** Something is under way; say what in words beside it. */
export function Spinner({ size = 18 }: { size?: number }) {
  return <LoaderCircle size={size} strokeWidth={2.5} className="animate-spin" aria-hidden />
}
