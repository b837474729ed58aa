'use client'

import { unstable_rethrow } from 'next/navigation'
import { type SubmitEvent, useActionState, useRef, useState, useTransition } from 'react'
import type { FormState } from '@/web/actions/form-state'
import { isRedirect } from './is-redirect'

type FormAction = (state: FormState, form: FormData) => Promise<FormState>

const NO_ANSWER: FormState = {
  message: 'We got no answer. What you typed is still here; check the connection and try again.',
}

/**
 * A form's server action with and without JavaScript. Without, the browser posts and the page brings the answer (`kept`); with,
 * nothing is reset, a lost answer becomes a message instead of an error page, and a second click while the first is under way is ignored.
 * `onDone` is called when it worked and the action leads on: for a form that stays on its page.
 */
export function useFormAction(action: FormAction, kept: FormState = null, onDone?: (form: HTMLFormElement) => void) {
  const [posted, formAction] = useActionState(action, kept)
  const [answered, setAnswered] = useState<FormState>()
  const [pending, startTransition] = useTransition()
  const busy = useRef(false)
  const state = answered === undefined ? posted : answered

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (busy.current) return
    busy.current = true
    const form = event.currentTarget
    const data = new FormData(form, event.nativeEvent.submitter)
    startTransition(async () => {
      try {
        setAnswered(await action(state, data))
      } catch (error) {
        if (isRedirect(error)) {
          setAnswered(null)
          onDone?.(form)
        }
        unstable_rethrow(error)
        setAnswered(NO_ANSWER)
      } finally {
        busy.current = false
      }
    })
  }

  return { state, pending, formProps: { action: formAction, onSubmit, noValidate: true } }
}
