'use server'

import { redirect } from 'next/navigation'
import { changeEmail, changePassword } from '@/auth/change-account'
import { endOtherSessions, endOwnSession, noteSignIns } from '@/auth/own-sessions'
import { openRequestSession, type RequestSession } from '@/sessions/request'
import { type SignedIn, signedIn } from '@/web/http/signed-in'
import { type FormState, textFields } from './form-state'
import { guarded } from './guarded'
import { localPath } from './next-path'

/** Which form of the account page an answer belongs to, as its `form`. */
type AccountForm = 'email' | 'password' | 'sessions'

/** Fields email, currentPassword. */
export async function changeEmailAction(_: FormState, form: FormData): Promise<FormState> {
  const { email = '', currentPassword } = textFields(form)
  return asked('email', { email }, async (session, who) => {
    await changeEmail(session, { ...who, currentPassword }, email)
    redirect('/account?saved=email')
  })
}

/** Fields password, currentPassword. All other sessions end, and this one gets a new token. */
export async function changePasswordAction(_: FormState, form: FormData): Promise<FormState> {
  const { password, currentPassword } = textFields(form)
  return asked('password', {}, async (session, who) => {
    await changePassword(session, { ...who, currentPassword }, password)
    redirect('/account?saved=password')
  })
}

/** Field id: one of the user's sessions. */
export async function endSessionAction(_: FormState, form: FormData): Promise<FormState> {
  const { id = '' } = textFields(form)
  return asked('sessions', {}, async (session, { own }) => {
    await endOwnSession(session, own, id)
    redirect(id === own.id ? '/' : '/account?ended=1#sessions')
  })
}

/** Ends all of the user's sessions but this one. */
export async function endOtherSessionsAction(_: FormState): Promise<FormState> {
  return asked('sessions', {}, async (session, { own }) => {
    redirect(`/account?ended=${await endOtherSessions(session, own)}#sessions`)
  })
}

/** Fields until (when the newest of the sign-ins that were shown began) and back (the page that showed them); they are not shown again. */
export async function noteSignInsAction(form: FormData): Promise<void> {
  await asked('sessions', {}, async (session, { own }) => {
    const { until, back } = textFields(form)
    await noteSignIns(session, own, until)
    redirect(localPath(back))
  })
}

function asked(
  form: AccountForm,
  values: Record<string, string>,
  work: (session: RequestSession, who: SignedIn) => Promise<never>,
): Promise<FormState> {
  return guarded(
    async () => {
      const session = await openRequestSession()
      return work(session, await signedIn(session))
    },
    values,
    form,
  )
}
