'use client'

import { useState } from 'react'
import { createLab } from '@/lab/client/create-lab'
import { rememberMode } from '@/lab/client/remember-mode'
import type { ModeName } from '@/sessions/modes'
import { type LabPageMode, ModeSwitch } from './mode-switch'
import { useLab } from './use-lab'

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
