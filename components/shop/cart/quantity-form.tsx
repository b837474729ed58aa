'use client'

import { Minus, Plus } from 'lucide-react'
import { type FocusEvent, type FormEvent, useActionState, useEffect, useId, useRef } from 'react'
import { setLineAction } from '@/web/actions/cart'
import { setQuantity } from './cart-store'
import { type LineView, productOf } from './cart-view'

const STEP = 'grid size-10 place-items-center rounded-full hover:bg-line disabled:opacity-35 disabled:hover:bg-transparent'

/**
 * Fewer, more, or a typed number for one line, and a way to take it out (the only one for what is gone). Every part is a form that works without JavaScript;
 * with it, nothing reloads. `changeId` comes with a server-rendered page and makes a repeated post harmless.
 */
export function QuantityForm({ line, changeId = '' }: { line: LineView; changeId?: string | undefined }) {
  const [, action] = useActionState(setLineAction, null)
  const field = useRef<HTMLInputElement>(null)
  const typed = useId()
  const { name, quantity, stock } = line
  const shown = useRef(quantity)

  // The field keeps its own value: React would write the state into it when it takes the page over, and what was typed until then is gone.
  useEffect(() => {
    if (field.current?.value === String(shown.current)) field.current.value = String(quantity)
    shown.current = quantity
  }, [quantity])

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    // Of the form, not of the state: what was typed before this script ran counts.
    const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter)
    wish(String(form.get('quantity')))
  }

  function wish(text: string) {
    if (field.current) field.current.value = String(quantity)
    const wished = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(wished) && wished >= 0 && wished !== quantity) void setQuantity(productOf(line), wished)
  }

  const hidden = (
    <>
      <input type="hidden" name="productId" value={line.productId} />
      <input type="hidden" name="changeId" value={changeId && `${changeId}:${line.productId}`} />
    </>
  )
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {line.problem === 'gone' ? null : (
        <div className="flex items-center rounded-full bg-well">
          <form action={action} onSubmit={submit}>
            {hidden}
            <button type="submit" name="quantity" value={quantity - 1} className={STEP} aria-label={`One ${name} fewer`}>
              <Minus size={16} strokeWidth={2.5} aria-hidden />
            </button>
          </form>
          <form action={action} onSubmit={submit}>
            {hidden}
            <label htmlFor={typed} className="sr-only">
              How many of {name}
            </label>
            <input
              id={typed}
              name="quantity"
              inputMode="numeric"
              pattern="[0-9]*"
              autoComplete="off"
              ref={field}
              defaultValue={quantity}
              onFocus={(event: FocusEvent<HTMLInputElement>) => event.target.select()}
              onBlur={(event) => wish(event.target.value)}
              className="h-10 w-9 rounded-md bg-transparent text-center font-semibold tabular-nums"
            />
          </form>
          <form action={action} onSubmit={submit}>
            {hidden}
            <button
              type="submit"
              name="quantity"
              value={quantity + 1}
              className={STEP}
              disabled={quantity >= stock}
              aria-label={`One ${name} more`}
            >
              <Plus size={16} strokeWidth={2.5} aria-hidden />
            </button>
          </form>
        </div>
      )}
      <form action={action} onSubmit={submit}>
        {hidden}
        <button
          type="submit"
          name="quantity"
          value="0"
          aria-label={`Remove ${name}`}
          className="min-h-10 rounded-md px-1 text-sm text-soft underline decoration-1 underline-offset-4 hover:text-ink hover:decoration-2"
        >
          Remove
        </button>
      </form>
    </div>
  )
}
