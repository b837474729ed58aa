import { buttonClass } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'

/** The session store cannot be reached: what that means and what to do. A plain link, so that it asks the server again in any case. */
export function StoreAway({ what, path }: { what: string; path: string }) {
  return (
    <Notice
      tone="error"
      title={`We cannot reach ${what} right now.`}
      action={
        <a href={path} className={buttonClass({ size: 'sm', variant: 'outline' })}>
          Try again
        </a>
      }
    >
      <p>Nothing is lost and you are not signed out: the place where carts are kept does not answer. The rest of the shop is open.</p>
    </Notice>
  )
}
