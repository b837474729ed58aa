'use server'

import { redirect } from 'next/navigation'
import { newChangeId, openRequestSession } from '@/sessions/request'
import { checkOut } from '@/web/http/place-order'
import { type FormState, textFields } from './form-state'
import { guarded } from './guarded'

/** What is never given back, neither to the page nor in a cookie: all of the card. */
const SECRET = /^card\./

/** Places the order of a checkout form: fields idempotencyKey, address.* and card.*. */
export async function checkoutAction(_: FormState, form: FormData): Promise<FormState> {
  const fields = textFields(form)
  const values = Object.fromEntries(Object.entries(fields).filter(([name]) => !SECRET.test(name)))
  return guarded(async () => {
    const order = await checkOut(await openRequestSession(), fields.idempotencyKey || newChangeId(), {
      address: part(fields, 'address.'),
      card: part(fields, 'card.'),
    })
    redirect(`/orders/${order.id}?placed=1`)
  }, values)
}

function part(fields: Record<string, string>, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])),
  )
}
