'use client'

import { Minus, Plus } from 'lucide-react'
import { type FormEvent, useActionState, useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { addToCartAction } from '@/web/actions/cart'
import type { FormState } from '@/web/actions/form-state'
import { addToCart, openDrawer } from './cart/cart-store'
import type { LineProduct } from './cart/cart-view'
import { useCart } from './cart/use-cart'

const STEP = 'grid size-11 place-items-center rounded-full hover:bg-line no-script:hidden'

type AddToCartProps = { product: LineProduct; changeId: string; refused: FormState }

/**
 * How many, and the button. A form that works without JavaScript (`changeId` belongs to this view of the page, so a double
 * click counts once); with it, the drawer opens at once and every new press is a new intent.
 */
export function AddToCart({ product, changeId, refused: before }: AddToCartProps) {
  const [refused, action] = useActionState(addToCartAction, before)
  const { failure } = useCart()
  const [pending, setPending] = useState(false)
  const busy = useRef(false)
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const wrong = failure?.productId === product.id ? failure.text : refused?.message

  // The field keeps its own value: React would write the state into it when it takes the page over, and what was typed until then is gone.
  const wanted = () => Math.max(1, Number(field.current?.value) || 1)
  const show = (quantity: number) => {
    if (field.current) field.current.value = String(quantity)
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (busy.current) return
    busy.current = true
    setPending(true)
    openDrawer()
    const arrived = await addToCart(product, wanted())
    if (arrived) show(1)
    busy.current = false
    setPending(false)
  }

  function step(by: number) {
    show(Math.min(product.stock, Math.max(1, wanted() + by)))
  }

  return (
    <form action={action} onSubmit={submit} className="grid gap-3">
      <input type="hidden" name="productId" value={product.id} />
      <input type="hidden" name="changeId" value={changeId} />
      <div className="flex flex-wrap items-center gap-3">
        <div className="flex items-center rounded-full bg-well p-1">
          <button type="button" onClick={() => step(-1)} className={STEP} aria-label="One fewer">
            <Minus size={18} strokeWidth={2.5} aria-hidden />
          </button>
          <label htmlFor={id} className="sr-only">
            How many
          </label>
          <input
            id={id}
            ref={field}
            name="quantity"
            type="number"
            min={1}
            max={product.stock}
            required
            inputMode="numeric"
            autoComplete="off"
            defaultValue={1}
            className="h-11 w-12 rounded-md bg-transparent text-center text-lg font-semibold tabular-nums [appearance:textfield] [&::-webkit-inner-spin-button]:appearance-none"
          />
          <button type="button" onClick={() => step(1)} className={STEP} aria-label="One more">
            <Plus size={18} strokeWidth={2.5} aria-hidden />
          </button>
        </div>
        <Button
          type="submit"
          size="lg"
          pending={pending}
          className="min-w-40 flex-1 sm:min-w-52 sm:flex-none"
          // The second click of a double click is no second wish.
          onClick={(event) => event.detail > 1 && event.preventDefault()}
        >
          {pending ? 'Adding…' : 'Add to cart'}
        </Button>
      </div>
      {wrong ? (
        // biome-ignore lint/a11y/noAutofocus: a page that brings a refusal, without JavaScript, begins there
        <p role="alert" tabIndex={-1} autoFocus={wrong === refused?.message} className="scroll-mb-40 font-medium text-danger">
          {wrong}
        </p>
      ) : null}
    </form>
  )
}
