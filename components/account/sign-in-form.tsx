'use client'

import { useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { signInAction } from '@/web/actions/account'
import type { FormState } from '@/web/actions/form-state'
import { type DemoAccount, DemoAccounts } from './demo-accounts'
import { fieldState } from './field-state'
import { FormSummary } from './form-summary'
import { PasswordField } from './password-field'
import { useFormAction } from './use-form-action'

const LABELS = { email: 'E-mail', password: 'Password' }

type Props = { next: string; demo: readonly DemoAccount[]; kept: FormState; keptFor: string }

/** `keptFor`: how long "Keep me signed in" lasts without a visit, in words. */
export function SignInForm({ next, demo, kept, keptFor }: Props) {
  const { state, pending, formProps } = useFormAction(signInAction, kept)
  const form = useRef<HTMLFormElement>(null)
  return (
    <>
      <form ref={form} {...formProps} className="grid gap-5">
        <FormSummary state={state} labels={LABELS} />
        <input type="hidden" name="next" value={next} />
        <Field
          label="E-mail"
          {...fieldState(state, 'email')}
          type="email"
          inputMode="email"
          autoComplete="username"
          required
          maxLength={254}
        />
        <PasswordField autoComplete="current-password" error={state?.errors?.password} />
        <Checkbox
          name="remember"
          defaultChecked={Boolean(state?.values?.remember)}
          label="Keep me signed in"
          hint={`For ${keptFor}. Leave it off on a shared computer.`}
        />
        <Button type="submit" size="lg" pending={pending} className="w-full">
          {pending ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      {demo.length > 0 ? <DemoAccounts accounts={demo} form={form} /> : null}
    </>
  )
}
