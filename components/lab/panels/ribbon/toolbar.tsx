'use client'

import { Download, Trash2 } from 'lucide-react'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { SelectControl } from '@/components/ui/select'
import { replicaLetter } from '@/lab/names'
import type { RibbonFilter } from './found'

type Props = {
  filter: RibbonFilter
  replicas: readonly string[]
  isEmpty: boolean
  onFilter: (filter: RibbonFilter) => void
  onClear: () => void
  onExport: () => void
}

/** What of the ribbon is shown, and what can be done with it. */
export function Toolbar({ filter, replicas, isEmpty, onFilter, onClear, onExport }: Props) {
  const id = useId()
  const options = [
    { value: 'all', label: 'All requests' },
    { value: 'anomalies', label: 'Anomalies' },
    { value: 'no-prefetch', label: 'Without prefetches' },
    ...replicas.map((name) => ({ value: `replica:${name}`, label: `Replica ${replicaLetter(name)}` })),
  ]
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <label htmlFor={id} className="sr-only">
        Show
      </label>
      <div className="mr-auto flex max-sm:w-full">
        <SelectControl
          id={id}
          compact
          className="max-sm:min-h-11"
          value={filter}
          options={options}
          onChange={({ target }) => onFilter(target.value as RibbonFilter)}
        />
      </div>
      <Button
        size="sm"
        variant="quiet"
        className="max-sm:min-h-11"
        icon={<Trash2 size={16} aria-hidden />}
        disabled={isEmpty}
        onClick={onClear}
      >
        Clear
      </Button>
      <Button
        size="sm"
        variant="quiet"
        className="max-sm:min-h-11"
        icon={<Download size={16} aria-hidden />}
        disabled={isEmpty}
        onClick={onExport}
      >
        Export as JSON
      </Button>
    </div>
  )
}
