'use client'

import type { FormEvent } from 'react'
import { Field, type FieldProps } from '@/components/ui/field'
import type { Typed } from './card-format'

type Props = FieldProps & { format: (typed: Typed) => Typed }

/** A field that tidies what is typed, and leaves the caret where the shopper put it. */
export function TypedField({ format, ...field }: Props) {
  function onInput({ currentTarget: input }: FormEvent<HTMLInputElement>) {
    const { text, caret } = format({ text: input.value, caret: input.selectionStart ?? input.value.length })
    if (text === input.value) return
    input.value = text
    input.setSelectionRange(caret, caret)
  }
  return <Field {...field} onInput={onInput} />
}
