'use server'

import { redirect } from 'next/navigation'
import { type SignedIn, signIn } from '@/auth/sign-in'
import { signUp } from '@/auth/sign-up'
import { openRequestSession } from '@/sessions/request'
import { renameAccount } from '@/shop/accounts'
import { productsById } from '@/shop/catalogue'
import { signedIn } from '@/web/http/signed-in'
import { type FormState, textFields } from './form-state'
import { guarded } from './guarded'
import { localPath, withParams } from './next-path'

const WRONG: FormState = { message: 'That address and password do not fit together. Check both, or open an account.' }

/** Fields email, password, remember, next. Goes on to `next` and tells there what became of the cart. */
export async function signInAction(_: FormState, form: FormData): Promise<FormState> {
  const { email = '', password, remember = '', next } = textFields(form)
  const kept = { email, remember }
  return guarded(async () => {
    const signed = await signIn(await openRequestSession(), { email, password, remember: isOn(remember) })
    if (!signed) return { ...WRONG, values: kept }
    redirect(await landing(signed, localPath(next)))
  }, kept)
}

/** Fields name, email, password, remember, next. */
export async function signUpAction(_: FormState, form: FormData): Promise<FormState> {
  const { name = '', email = '', password, remember = '', next } = textFields(form)
  const kept = { name, email, remember }
  return guarded(async () => {
    const signed = await signUp(await openRequestSession(), { name, email, password, remember: isOn(remember) })
    redirect(await landing(signed, localPath(next)))
  }, kept)
}

/** Field name. */
export async function renameAction(_: FormState, form: FormData): Promise<FormState> {
  const { name = '' } = textFields(form)
  return guarded(
    async () => {
      const { account } = await signedIn(await openRequestSession())
      await renameAccount(account.id, name)
      redirect('/account?saved=name')
    },
    { name },
    'name',
  )
}

function isOn(value: string | undefined): boolean {
  return value === 'on' || value === '1' || value === 'true'
}

/** Where a sign-in leads; cart and home page tell what the parameters say. */
async function landing({ merged }: SignedIn, next: string): Promise<string> {
  const { fromAccount, short } = merged
  const sold = await productsById(short)
  const gone = short.length - sold.length
  const slugs = (isSoldOut: boolean) => sold.flatMap(({ slug, stock }) => ((stock === 0) === isSoldOut ? [slug] : [])).join(',')
  return withParams(next, {
    welcome: 1,
    merged: fromAccount || undefined,
    capped: slugs(false),
    soldout: slugs(true),
    gone: gone || undefined,
  })
}
