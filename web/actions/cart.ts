'use server'

import { redirect } from 'next/navigation'
import { newChangeId, openRequestSession } from '@/sessions/request'
import { addLine, checkQuantity, setLine } from '@/shop/cart'
import { productsById } from '@/shop/catalogue'
import { type FormState, textFields } from './form-state'
import { guarded } from './guarded'
import { withParams } from './next-path'

/** Adds to the cart without JavaScript: fields productId, quantity, changeId (made with the page, so that a double click counts once). */
export async function addToCartAction(_: FormState, form: FormData): Promise<FormState> {
  return guarded(async () => {
    const { productId = '', quantity = '1', changeId } = textFields(form)
    const session = await openRequestSession()
    await session.change(await addLine(productId, checkQuantity(Number(quantity), 1), changeId || newChangeId()))
    const [product] = await productsById([productId])
    redirect(withParams('/cart', { added: product?.slug }))
  })
}

/** Sets a line of the cart without JavaScript: fields productId, quantity (0 removes), changeId. */
export async function setLineAction(_: FormState, form: FormData): Promise<FormState> {
  return guarded(async () => {
    const { productId = '', quantity = '', changeId } = textFields(form)
    const session = await openRequestSession()
    await session.changeKnown(
      await setLine(productId, checkQuantity(quantity === '' ? null : Number(quantity), 0), changeId || newChangeId()),
    )
    redirect('/cart')
  })
}
