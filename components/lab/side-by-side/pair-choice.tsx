import { type ComponentProps, useId } from 'react'
import { SelectControl } from '@/components/ui/select'
import { pairHash } from '@/lab/side-by-side/pair-hash'
import { PAIR_SCRIPTS } from '@/lab/side-by-side/scripts'
import { MODES, type ModeName } from '@/sessions/modes'

type Props = { script: string; left: ModeName; right: ModeName; isBusy: boolean; chooseScript: (slug: string) => void }

const AVAILABLE = MODES.filter(({ available }) => available)

/** What is done, and in which two modes. The modes are in the address. */
export function PairChoice({ script, left, right, isBusy, chooseScript }: Props) {
  const go = (one: string, other: string) => window.location.replace(pairHash(one as ModeName, other as ModeName))
  const modes = (not: ModeName) => AVAILABLE.filter(({ name }) => name !== not).map(({ name, title }) => ({ value: name, label: title }))
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <Choice
        label="Do"
        value={script}
        disabled={isBusy}
        options={PAIR_SCRIPTS.map(({ slug, title }) => ({ value: slug, label: title }))}
        onChange={(event) => chooseScript(event.target.value)}
      />
      <Choice label="Left" value={left} disabled={isBusy} options={modes(right)} onChange={(event) => go(event.target.value, right)} />
      <Choice label="Right" value={right} disabled={isBusy} options={modes(left)} onChange={(event) => go(left, event.target.value)} />
    </div>
  )
}

function Choice({ label, ...select }: { label: string } & ComponentProps<typeof SelectControl>) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm text-soft">
        {label}
      </label>
      <SelectControl id={id} compact {...select} />
    </div>
  )
}
