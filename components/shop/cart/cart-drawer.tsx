'use client'

import { X } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { closeDrawer, dismissFailure } from './cart-store'
import { DrawerContents } from './drawer-contents'
import { useCart } from './use-cart'
import { watchOthers } from './watch-others'

/** The cart at the page's edge, and the live region that tells what became of a change. A native dialog: focus, Escape and inertness are the browser's. */
export function CartDrawer() {
  const { open, news } = useCart()
  const dialog = useRef<HTMLDialogElement>(null)
  const pathname = usePathname()
  useEffect(watchOthers, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: arriving anywhere closes it
  useEffect(() => closeDrawer(), [pathname])
  useEffect(() => {
    const element = dialog.current
    if (open && !element?.open) {
      const root = document.documentElement
      root.style.setProperty('--scrollbar', `${window.innerWidth - root.clientWidth}px`)
      element?.showModal()
    }
    if (!open && element?.open) element.close()
  }, [open])

  function close() {
    closeDrawer()
    dismissFailure()
  }

  return (
    <>
      <p role="status" className="sr-only">
        {open ? '' : news}
      </p>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a press beside the drawer; Escape does the same */}
      <dialog
        ref={dialog}
        onCancel={close}
        // It is told late: somebody may have opened it again meanwhile.
        onClose={() => dialog.current?.open || close()}
        onClick={(event) => event.target === event.currentTarget && close()}
        aria-labelledby="drawer-title"
        className="drawer"
      >
        <div className="flex h-full flex-col">
          <div className="flex items-center justify-between gap-4 px-6 pt-5 pb-3">
            <h2 id="drawer-title" className="text-3xl">
              Cart
            </h2>
            <button
              type="button"
              onClick={close}
              className="-mr-2 grid size-11 place-items-center rounded-full hover:bg-well"
              aria-label="Close the cart"
            >
              <X size={22} aria-hidden />
            </button>
          </div>
          <p role="status" className="sr-only">
            {open ? news : ''}
          </p>
          {open ? <DrawerContents /> : null}
        </div>
      </dialog>
    </>
  )
}
