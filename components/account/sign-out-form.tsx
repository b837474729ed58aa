'use client'

import { LogOut } from 'lucide-react'
import { announce } from '@/components/lab/announce'
import { Button } from '@/components/ui/button'
import type { FormState } from '@/web/actions/form-state'
import { FormSummary } from './form-summary'

/**
 * Ends this session. A plain post to app/sign-out with and without JavaScript: its answer clears what the browser keeps of the shop, so the
 * whole page is to go, too. Says so to the page first, so that the Lab does not take it for an anomaly.
 */
export function SignOutForm({ kept = null }: { kept?: FormState }) {
  return (
    <form method="post" action="/sign-out" className="grid justify-items-start gap-3">
      <FormSummary state={kept} labels={{}} refused="You are still signed in" />
      <Button type="submit" variant="outline" icon={<LogOut size={18} aria-hidden />} onClick={() => announce('sign-out')}>
        Sign out
      </Button>
    </form>
  )
}
