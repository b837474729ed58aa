'use client'

import type { FormState } from '@/web/actions/form-state'
import { useFormAction } from '../use-form-action'

/** A form of the account page: as {@link useFormAction}, and once it has worked it is empty again and its disclosure closed. */
export function useSettingsForm(action: (state: FormState, form: FormData) => Promise<FormState>, kept: FormState) {
  return useFormAction(action, kept, (form) => {
    form.reset()
    const disclosure = form.closest('details')
    if (disclosure) disclosure.open = false
  })
}
