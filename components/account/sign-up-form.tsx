'use client'

import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { signUpAction } from '@/web/actions/account'
import type { FormState } from '@/web/actions/form-state'
import { fieldState } from './field-state'
import { FormSummary } from './form-summary'
import { PASSWORD_HINT, PasswordField } from './password-field'
import { useFormAction } from './use-form-action'

const LABELS = { name: 'Name', email: 'E-mail', password: 'Password' }

/** `keptFor`: how long "Keep me signed in" lasts without a visit, in words. */
export function SignUpForm({ next, kept, keptFor }: { next: string; kept: FormState; keptFor: string }) {
  const { state, pending, formProps } = useFormAction(signUpAction, kept)
  return (
    <form {...formProps} className="grid gap-5">
      <FormSummary state={state} labels={LABELS} />
      <input type="hidden" name="next" value={next} />
      <Field label="Name" {...fieldState(state, 'name')} autoComplete="name" required maxLength={100} />
      <Field
        label="E-mail"
        {...fieldState(state, 'email')}
        type="email"
        inputMode="email"
        autoComplete="username"
        required
        maxLength={254}
      />
      <PasswordField autoComplete="new-password" hint={PASSWORD_HINT} error={state?.errors?.password} />
      <Checkbox
        name="remember"
        defaultChecked={Boolean(state?.values?.remember)}
        label="Keep me signed in"
        hint={`For ${keptFor}. Leave it off on a shared computer.`}
      />
      <Button type="submit" size="lg" pending={pending} className="w-full">
        {pending ? 'Opening your account…' : 'Open an account'}
      </Button>
    </form>
  )
}
