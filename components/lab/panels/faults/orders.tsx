'use client'

import { useId } from 'react'
import { Button } from '@/components/ui/button'
import type { FaultOrder, LabState, ReplicaState } from '@/lab/contract'
import { replicaLetter } from '@/lab/names'
import { isSet, STORE_NAMES, storeOf } from '@/lab/stores'
import type { ModeName } from '@/sessions/modes'
import { choiceText, mastersOf, pairsOf, reasonsAgainst } from './breakable'
import { OrderPill } from './order-pill'

type Props = { mode: ModeName; state: LabState | null; onOrder: (order: FaultOrder) => void }

const PROCESS = [
  ['Crash', 'crash', 1],
  ['Pause', 'pause', 2],
  ['Drain', 'drain', 0],
] as const

const waits = (...list: number[]) => list.map((ms) => ({ value: String(ms), label: `${ms} ms` }))

/** Everything that can be broken. What makes no sense in the mode at hand is off, with the reason below it. */
export function Orders({ mode, state, onOrder }: Props) {
  const linksId = useId()
  const storeId = useId()
  const replicas = state?.replicas ?? []
  const masterId = useId()
  const store = storeOf(mode)
  const set = state?.stores.find((each) => each.store === store)?.set ?? null
  const reasons = reasonsAgainst(mode, set)
  const masters = mastersOf(set).map((name) => ({ value: name, label: name }))
  const storeName = store ? STORE_NAMES[store] : 'store'
  const pairs = pairsOf(replicas)
  const pairOptions = pairs.map((pair, i) => ({ value: String(i), label: pair.map(replicaLetter).join(' – ') }))
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {PROCESS.map(([label, kind, nth]) => (
          <OrderPill
            key={kind}
            label={label}
            choice={`Replica to ${kind}`}
            options={replicas.map((replica) => ({ value: replica.name, label: choiceText(replica) }))}
            initial={firstUp(replicas, nth)}
            onOrder={(replica) => onOrder({ kind, replica })}
          />
        ))}
        <OrderPill
          label="Cut"
          choice="Link to cut"
          options={pairOptions.length > 0 ? pairOptions : [{ value: '', label: 'A – B' }]}
          disabled={reasons.links !== null || pairs.length === 0}
          reasonId={linksId}
          onOrder={(value) => {
            const between = pairs[Number(value)]
            if (between) onOrder({ kind: 'cut', between })
          }}
        />
        <OrderPill
          label="Delay replication"
          choice="Delay of replication"
          options={waits(50, 200, 500)}
          initial="200"
          disabled={reasons.links !== null || state === null}
          reasonId={linksId}
          onOrder={(ms) => onOrder({ kind: 'delay-replication', ms: Number(ms) })}
        />
        <OrderPill
          label={`Slow ${storeName}`}
          choice={`Delay of ${storeName}`}
          options={waits(50, 200, 1_000)}
          initial="200"
          disabled={store === null || state === null}
          reasonId={storeId}
          onOrder={(ms) => store && onOrder({ kind: 'slow-store', store, ms: Number(ms) })}
        />
        <Button
          variant="outline"
          disabled={store === null || state === null}
          aria-describedby={store === null ? storeId : undefined}
          className="disabled:border-line! disabled:bg-transparent!"
          onClick={() => store && onOrder({ kind: 'stop-store', store })}
        >
          Stop {storeName}
        </Button>
        {store && isSet(store) ? (
          <OrderPill
            label="Crash master"
            choice="Master to crash"
            options={masters.length > 0 ? masters : [{ value: '', label: 'none is up' }]}
            disabled={masters.length === 0 || reasons.master !== null}
            reasonId={reasons.master ? masterId : undefined}
            onOrder={(server) => onOrder({ kind: 'crash-master', store, server })}
          />
        ) : null}
      </div>
      {reasons.links || reasons.store || reasons.master ? (
        <div className="mt-3 grid gap-0.5 text-sm text-soft">
          {reasons.links ? <p id={linksId}>{reasons.links}</p> : null}
          {reasons.store ? <p id={storeId}>{reasons.store}</p> : null}
          {reasons.master ? <p id={masterId}>{reasons.master}</p> : null}
        </div>
      ) : null}
    </>
  )
}

/** The nth replica, or else the first that is up: what is down already is not offered first. */
function firstUp(replicas: readonly ReplicaState[], nth: number): string | undefined {
  const up = replicas.filter(({ condition }) => condition === 'up')
  return (up.find((replica) => replica === replicas[nth]) ?? up[0] ?? replicas[0])?.name
}
