'use client'

import { LogOut } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { endOtherSessionsAction, endSessionAction } from '@/web/actions/account-security'
import { FormSummary } from '../form-summary'
import { useFormAction } from '../use-form-action'

/** Ends one of the user's sessions; `labelledBy`, the ids of elements, says which. */
export function EndSessionForm({ id, labelledBy }: { id: string; labelledBy: string }) {
  const { state, pending, formProps } = useFormAction(endSessionAction)
  return (
    <form {...formProps} className="mt-4 grid justify-items-start gap-3">
      <Refused state={state} />
      <input type="hidden" name="id" value={id} />
      <Button
        id={`end-${id}`}
        aria-labelledby={`end-${id} ${labelledBy}`}
        type="submit"
        variant="onNight"
        size="sm"
        pending={pending}
        icon={<LogOut size={16} aria-hidden />}
      >
        {pending ? 'Signing out…' : 'Sign out this one'}
      </Button>
    </form>
  )
}

/** Ends all of the user's sessions but this one. */
export function EndOthersForm() {
  const { state, pending, formProps } = useFormAction(endOtherSessionsAction)
  return (
    <form {...formProps} className="mt-5 grid justify-items-start gap-3">
      <Refused state={state} />
      <Button type="submit" variant="onNight" pending={pending} icon={<LogOut size={18} aria-hidden />}>
        {pending ? 'Signing out…' : 'Sign out all others'}
      </Button>
    </form>
  )
}

/** On the page's own ground, where an error's red can be read. */
function Refused({ state }: { state: Parameters<typeof FormSummary>[0]['state'] }) {
  return state?.message ? (
    <div className="w-full rounded-2xl bg-card text-ink">
      <FormSummary state={state} labels={{}} />
    </div>
  ) : null
}
