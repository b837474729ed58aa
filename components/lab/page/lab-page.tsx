'use client'

import { useEffect, useRef, useState } from 'react'
import { Faults } from '@/components/lab/panels/faults/faults'
import { Ribbon } from '@/components/lab/panels/ribbon/ribbon'
import { Traffic } from '@/components/lab/panels/traffic/traffic'
import { Trouble } from '@/components/lab/panels/trouble'
import { Verdict } from '@/components/lab/panels/verdict/verdict'
import { XRayPanel } from '@/components/lab/panels/x-ray/x-ray'
import { SideBySide } from '@/components/lab/side-by-side/side-by-side'
import { Stories } from '@/components/lab/stories/stories'
import { Topology } from '@/components/lab/topology/topology'
import { hearOtherCount } from '@/components/shop/cart/cart-store'
import { buttonClass } from '@/components/ui/button'
import { createLab } from '@/lab/client/create-lab'
import { rememberMode } from '@/lab/client/remember-mode'
import { LabProblem } from '@/lab/client/types'
import type { FaultOrder } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'
import { cartCountIn } from './cart-count'
import { type LabPageMode, ModeSwitch } from './mode-switch'
import './lab-page.css'
import { useLab } from './use-lab'

type Props = { readonly mode: ModeName; readonly modes: readonly LabPageMode[] }

/** The Lab: one browser's requests, where they went, and what every place knows of its session. */
export function LabPage({ mode, modes }: Props) {
  const [lab] = useState(() => createLab(mode))
  const [problem, setProblem] = useState<string | null>(null)
  const view = useLab(lab)
  // Whoever changes it, a story too: the shop's pages follow.
  const remembered = useRef(view.mode)
  useEffect(() => {
    if (remembered.current === view.mode) return
    remembered.current = view.mode
    void rememberMode(view.mode)
  }, [view.mode])
  // What this page does to the cart: the shop's header follows without a request that would show up among those that are watched.
  const cartCount = view.state && cartCountIn(view.state.xray)
  useEffect(() => {
    if (cartCount !== null) hearOtherCount(cartCount)
  }, [cartCount])
  const onBreak = async (order: FaultOrder) => {
    setProblem(null)
    await lab.break(order).catch((error: unknown) => setProblem(error instanceof LabProblem ? error.detail : String(error)))
  }
  const parts = { lab, view }
  return (
    <div className="lab-page">
      <header className="mb-3 flex flex-wrap items-center gap-x-6 gap-y-3 lg:mt-1">
        <h1 className="text-3xl">Lab</h1>
        <ModeSwitch mode={view.mode} modes={modes} onChoose={(name) => lab.setMode(name)} />
        <a href="#side-by-side" className={buttonClass({ size: 'sm', className: 'ml-auto max-sm:min-h-11' })}>
          Side by side
        </a>
      </header>
      {/* One line where there is room, so that the page stays where it is when the mode changes. */}
      <p className="mb-5 max-w-[70ch] text-soft lg:max-w-none">{modes.find(({ name }) => name === view.mode)?.shows}</p>
      {problem ? (
        <Trouble className="mb-5" onClose={() => setProblem(null)}>
          {problem}
        </Trouble>
      ) : null}
      <div className="mb-5 empty:hidden">
        <SideBySide createLab={createLab} />
      </div>
      {/* On a narrow screen one column, in the order in which one looks, an open story right below the picture: there the boxes of the two columns dissolve. */}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-[minmax(0,1.85fr)_minmax(21rem,1fr)]">
        <div className="contents content-start gap-5 lg:grid lg:grid-cols-[minmax(0,1fr)]">
          <Topology view={view} onBreak={onBreak} />
          <div className="max-lg:order-2">
            <Traffic {...parts} />
          </div>
          <div className="max-lg:order-3">
            <Ribbon {...parts} />
          </div>
          <div className="max-lg:order-6">
            <Faults {...parts} />
          </div>
        </div>
        <div className="contents content-start gap-5 lg:grid lg:grid-cols-[minmax(0,1fr)]">
          <div className="max-lg:order-4 max-lg:has-data-open:order-1">
            <Stories lab={lab} />
          </div>
          <div className="max-lg:order-5">
            <XRayPanel {...parts} />
          </div>
          <div className="max-lg:order-7">
            <Verdict {...parts} />
          </div>
        </div>
      </div>
    </div>
  )
}
