import type { Others } from '@/auth/own-sessions'
import { LocalTime } from '@/components/account/local-time'
import { Disclosure } from '@/components/ui/disclosure'
import type { AccountRecord } from '@/shop/accounts'
import type { FormState } from '@/web/actions/form-state'
import { DELETE_FORM } from '@/web/http/farewell'
import { DeleteForm } from './delete-form'
import { EmailForm } from './email-form'
import { NewPasswordForm } from './new-password-form'
import { RenameForm } from './rename-form'

type Props = {
  account: AccountRecord
  /** What one of the forms was refused for; its `form` says which. */
  kept: FormState
  others: Others
}

/** Name, e-mail, password, and the way out. */
export function AccountSettings({ account, kept, others }: Props) {
  const { name, email, createdAt } = account
  const keptOf = (form: string) => (kept?.form === form ? kept : null)
  return (
    <section aria-labelledby="you" className="rounded-stage bg-card p-5 sm:p-8">
      <h2 id="you" className="mb-5 text-2xl">
        You
      </h2>
      <RenameForm name={name} kept={keptOf('name')} />
      <dl className="mt-6 grid gap-4 border-t border-line pt-5 sm:grid-cols-2">
        <div className="min-w-0">
          <dt className="text-sm text-soft">E-mail</dt>
          <dd className="font-medium wrap-anywhere">{email}</dd>
        </div>
        <div>
          <dt className="text-sm text-soft">With us since</dt>
          <dd className="font-medium">
            <LocalTime iso={createdAt.toISOString()} style="day" />
          </dd>
        </div>
      </dl>
      <div className="mt-5 -mb-3 divide-y divide-line border-t border-line">
        <Disclosure label="Change e-mail" open={keptOf('email') !== null}>
          <EmailForm email={email} kept={keptOf('email')} />
        </Disclosure>
        <Disclosure label="Change password" open={keptOf('password') !== null}>
          <NewPasswordForm email={email} kept={keptOf('password')} endsOthers={others !== 'out-of-reach'} />
        </Disclosure>
        <Disclosure label="Delete account" tone="danger" open={keptOf(DELETE_FORM) !== null}>
          <DeleteForm email={email} kept={keptOf(DELETE_FORM)} />
        </Disclosure>
      </div>
    </section>
  )
}
