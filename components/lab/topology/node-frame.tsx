'use client'

import clsx from 'clsx'
import { type CSSProperties, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { FaultOrder } from '@/lab/contract'
import type { Box, Layout } from './layout'
import { NodeMenu } from './node-menu'
import type { Offer } from './orders'

/** Puts an element over its place in the picture, whatever size that is shown at. */
export function placed({ x, y, w, h }: Box, { width, height }: Layout): CSSProperties {
  const part = (value: number, of: number) => `${((100 * value) / of).toFixed(3)}%`
  return { left: part(x, width), top: part(y, height), width: part(w, width), height: part(h, height) }
}

type Props = {
  box: Box
  layout: Layout
  /** Of the menu. */
  title: string
  offers: readonly Offer[]
  /** Why nothing can be done now, in place of the offers. */
  refusal: string | null
  /** What cannot be done here, and why. */
  note?: string | undefined
  onBreak: (order: FaultOrder) => void
  className?: string | undefined
  buttonClassName: string
  children: ReactNode
}

/** A node that can be broken: a button over its place, and the menu that it opens. */
export function NodeFrame({ box, layout, title, offers, refusal, note, onBreak, className, buttonClassName, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()

  useEffect(() => {
    if (!isOpen) return
    const onPress = (event: PointerEvent) => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', onPress)
    return () => document.removeEventListener('pointerdown', onPress)
  }, [isOpen])

  function close() {
    setOpen(false)
    button.current?.focus()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears keys and focus of the button and the menu in it
    <div
      ref={frame}
      style={placed(box, layout)}
      className={clsx('absolute', isOpen && 'z-20', className)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return
        event.stopPropagation()
        close()
      }}
      onBlur={(event) => {
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
    >
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
        className={buttonClassName}
      >
        {children}
        <span className="sr-only"> – break it</span>
      </button>
      {isOpen ? (
        <NodeMenu
          id={id}
          title={title}
          offers={offers}
          refusal={refusal}
          note={note}
          isAbove={layout.form === 'wide' && box.y + box.h / 2 > layout.height * 0.6}
          isRight={layout.form === 'wide'}
          onChoose={(order) => {
            close()
            onBreak(order)
          }}
        />
      ) : null}
    </div>
  )
}
