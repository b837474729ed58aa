'use client'

import { unstable_rethrow } from 'next/navigation'
import { type SubmitEvent, useActionState, useRef, useState, useTransition } from 'react'
import type { FormState } from '@/web/actions/form-state'

type FormAction = (state: FormState, form: FormData) => Promise<FormState>

const NO_ANSWER: FormState = {
  message: 'We got no answer. What you typed is still here; check the connection and try again.',
}

/**
 * A form's server action with and without JavaScript. Without, the browser posts and the page brings the answer (`kept`); with,
 * nothing is reset, a lost answer becomes a message instead of an error page, and a second click while the first is under way is ignored.
 */
export function useFormAction(action: FormAction, kept: FormState = null) {
  const [posted, formAction] = useActionState(action, kept)
  const [answered, setAnswered] = useState<FormState>(null)
  const [pending, startTransition] = useTransition()
  const busy = useRef(false)
  const state = answered ?? posted

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (busy.current) return
    busy.current = true
    const form = new FormData(event.currentTarget, event.nativeEvent.submitter)
    startTransition(async () => {
      try {
        setAnswered(await action(state, form))
      } catch (error) {
        unstable_rethrow(error)
        setAnswered(NO_ANSWER)
      } finally {
        busy.current = false
      }
    })
  }

  return { state, pending, formProps: { action: formAction, onSubmit, noValidate: true } }
}
