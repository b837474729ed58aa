import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { LabPage } from '@/components/lab/page/lab-page'
import { MODES } from '@/sessions'
import { isLab, requestMode } from '@/sessions/request'

export const metadata: Metadata = {
  title: 'Lab',
  description: 'See where a session lives, break it, understand it.',
  robots: { index: false },
}

export default async function Page() {
  if (!isLab()) notFound() // the status comes from proxy.ts
  const modes = MODES.flatMap(({ name, title, shows, available }) => (available ? [{ name, title, shows }] : []))
  return <LabPage mode={await requestMode()} modes={modes} />
}
