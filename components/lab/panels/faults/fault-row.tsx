import { Undo2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { FAULT_MS, type Fault } from '@/lab/contract'
import { msText } from '../words'
import { faultText } from './breakable'

type Props = { fault: Fault; now: number; isUndoing: boolean; onUndo: (id: string) => void }

/** One fault: what it did and when, until when it lasts, or how long the healing took. */
export function FaultRow({ fault, now, isUndoing, onUndo }: Props) {
  const { id, began, ends, undone, healedMs } = fault
  const left = Math.max(0, ends - now)
  const isOn = undone === null
  return (
    <li className="relative flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 overflow-hidden border-t border-line py-2">
      <div className="min-w-0 flex-1 basis-36">
        <p className={isOn ? 'font-semibold' : 'text-soft'}>{faultText(fault)}</p>
        <p className="text-sm text-soft tabular-nums">
          {isOn ? `${secondsText(now - began)} ago · ${secondsText(left)} left` : healText(healedMs)}
        </p>
      </div>
      {isOn ? (
        <Button
          size="sm"
          variant="outline"
          className="min-h-11"
          pending={isUndoing}
          icon={<Undo2 size={16} aria-hidden />}
          aria-label={`Undo: ${faultText(fault)}`}
          onClick={() => onUndo(id)}
        >
          Undo
        </Button>
      ) : null}
      {isOn ? (
        <span
          aria-hidden
          className="absolute bottom-0 left-0 h-0.5 w-full origin-left bg-ink transition-transform duration-1000 ease-linear"
          style={{ transform: `scaleX(${Math.min(1, left / FAULT_MS)})` }}
        />
      ) : null}
    </li>
  )
}

function secondsText(ms: number): string {
  return `${Math.max(0, Math.round(ms / 1_000))} s`
}

function healText(healedMs: number | null): string {
  return healedMs === null ? 'undone · healing …' : `undone · healed in ${msText(healedMs)}`
}
