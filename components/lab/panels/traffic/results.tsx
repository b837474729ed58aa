import type { ReactNode } from 'react'
import { replicaLetter } from '@/lab/names'
import { FigureRow, Figures } from '../figure-row'
import { ReplicaMark } from '../place-mark'
import { placeName } from '../x-ray/compare'
import { RUNS } from './plan'
import { ReplicaBars } from './replica-bars'
import type { RunResult } from './run'

/** What came of a run: who answered, and what was acknowledged against what is there. */
export function Results({ result, replicas }: { result: RunResult; replicas: readonly string[] }) {
  const { kind, byReplica, fates, held, readFrom, byPlace, signedOut } = result
  const { refused, lost } = fates
  const areSeveral = RUNS[kind].shoppers.length > 1
  const isMissing = held !== null && held.present < fates.acknowledged
  return (
    <div className="@container mt-5 border-t border-line pt-4">
      <p role="status" className="mb-4 font-medium">
        {summary(result)}
      </p>
      <div className="grid gap-x-10 gap-y-4 @2xl:grid-cols-2">
        <div className="grid content-start gap-3">
          <ReplicaBars {...{ replicas }} counts={byReplica} perShopper={areSeveral} />
          {byPlace.length > 0 ? (
            <Figures label="Present, place by place">
              <FigureRow label="present, place by place">
                <span className="flex flex-wrap justify-end gap-x-3">
                  {byPlace.map(({ view, held: there }) => (
                    <PlaceCount key={placeName(view)} name={placeOf(view)}>
                      {view.role === 'proxy' && !view.session ? '–' : (there?.present ?? 'silent')}
                    </PlaceCount>
                  ))}
                </span>
              </FigureRow>
            </Figures>
          ) : null}
        </div>
        <Figures label="Acknowledged and present">
          <FigureRow label="adds acknowledged">{fates.acknowledged}</FigureRow>
          <FigureRow
            label="present"
            hint={
              readFrom
                ? areSeveral
                  ? 'in their carts, asked afterwards'
                  : `as replica ${replicaLetter(readFrom)} says, asked afterwards`
                : null
            }
            isOdd={isMissing}
          >
            {held ? held.present : 'not known'}
          </FigureRow>
          {held && held.doubled > 0 ? (
            <FigureRow label="doubled" isOdd>
              {held.doubled}
            </FigureRow>
          ) : null}
          <FigureRow
            label="not acknowledged"
            hint={refused + lost > 0 ? `${refused} refused, ${lost} without an answer, even when repeated` : null}
          >
            {refused + lost}
          </FigureRow>
          <FigureRow label="signed out without asking" isOdd={signedOut > 0}>
            {signedOut}
          </FigureRow>
        </Figures>
      </div>
    </div>
  )
}

function PlaceCount({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className="font-normal text-soft">{name}</span>
      {children}
    </span>
  )
}

function placeOf(view: RunResult['byPlace'][number]['view']): ReactNode {
  const { place } = view
  return typeof place === 'object' && 'replica' in place ? <ReplicaMark replica={place.replica} /> : placeName(view)
}

function summary({ kind, fates, held }: RunResult): string {
  const cart = RUNS[kind].shoppers.length > 1 ? 'carts' : 'cart'
  const { acknowledged } = fates
  if (acknowledged === 0) return 'No add was acknowledged.'
  if (!held) return `${acknowledged} adds were acknowledged. Whether they are there is not known: the cart could not be read.`
  const gone = acknowledged - held.present
  if (gone <= 0) return `All ${acknowledged} acknowledged adds are in the ${cart}.`
  return `${gone} of ${acknowledged} acknowledged adds ${gone === 1 ? 'is' : 'are'} not in the ${cart}.`
}
