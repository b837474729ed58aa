'use client'

import { useState } from 'react'
import { createLab } from '@/components/lab/client/create-lab'
import { rememberMode } from '@/components/lab/client/remember-mode'
import { useLab } from '@/components/lab/client/use-lab'
import type { ModeName } from '@/sessions/modes'
import { type LabPageMode, ModeSwitch } from './mode-switch'

type Props = { readonly mode: ModeName; readonly modes: readonly LabPageMode[] }

/** The Lab: one browser's requests, where they went, and what every place knows of its session. */
export function LabPage({ mode, modes }: Props) {
  const [lab] = useState(() => createLab(mode))
  const view = useLab(lab)
  const choose = (name: ModeName) => {
    lab.setMode(name)
    void rememberMode(name)
  }
  return <ModeSwitch mode={view.mode} modes={modes} onChoose={choose} />
}
