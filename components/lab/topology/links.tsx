import clsx from 'clsx'
import { type Curve, lengthOf, type Point, pathOf, pointAt } from './curve'
import { type Layout, type Link, linkKey } from './layout'
import type { Step } from './way'

export type LinkStates = {
  /** The current request's way, by link. */
  readonly taken: ReadonlyMap<string, 'taken' | 'failed'>
  readonly cuts: ReadonlySet<string>
  /** Places that do not answer: what leads there is faint. */
  readonly away: ReadonlySet<string>
  /** Replicas that hold this browser's session in a cluster: what is between them is stronger. */
  readonly holders: ReadonlySet<string>
}

/** Which links a way uses, for the highlight. */
export function takenBy(steps: readonly Step[]): Map<string, 'taken' | 'failed'> {
  const taken = new Map<string, 'taken' | 'failed'>()
  for (const { from, to, falls } of steps) {
    const isKnown = [`${from}>${to}`, `${to}>${from}`].find((key) => taken.has(key))
    if (!isKnown) taken.set(`${from}>${to}`, falls ? 'failed' : 'taken')
  }
  return taken
}

/** The lines of the picture, the current request's way on top. `tone` sets its colour. */
export function Links({ layout, states, tone }: { layout: Layout; states: LinkStates; tone: string }) {
  return (
    <g fill="none" strokeLinecap="round">
      {layout.links.map((link) =>
        states.cuts.has(linkKey(link)) ? <CutLink key={linkKey(link)} curve={link.curve} /> : line(link, states),
      )}
      <g className={tone}>
        {layout.links.map((link) => {
          const key = linkKey(link)
          const how = states.taken.get(key)
          if (!how) return null
          return (
            <g key={key} data-way={how} className="transition-opacity duration-200 starting:opacity-0">
              <path
                d={pathOf(link.curve)}
                strokeWidth="4.5"
                strokeDasharray={how === 'failed' ? '1 9' : undefined}
                className="stroke-(--tone)"
              />
              {how === 'failed' ? <Failure curve={link.curve} /> : null}
            </g>
          )
        })}
      </g>
    </g>
  )
}

function line(link: Link, { away, holders }: LinkStates) {
  const isAway = away.has(link.from) || away.has(link.to)
  const isBetweenHolders = link.kind === 'peer' && holders.has(link.from) && holders.has(link.to)
  return (
    <path
      key={linkKey(link)}
      d={pathOf(link.curve)}
      strokeWidth={link.kind === 'peer' || link.kind === 'store' ? 2 : 3}
      strokeDasharray={isAway ? '2 7' : undefined}
      className={clsx(isBetweenHolders && !isAway ? 'stroke-edge' : 'stroke-line dark:stroke-[#444c5b]')}
    />
  )
}

/** A cross just before the end of a line. */
function Failure({ curve }: { curve: Curve }) {
  const [x, y] = pointAt(curve, 1 - 13 / Math.max(26, lengthOf(curve)))
  return (
    <path d="M-5-5 5 5M5-5-5 5" transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} strokeWidth="3.5" className="stroke-(--bad)" />
  )
}

/** A line with its middle gone, and the two ends marked. */
function CutLink({ curve }: { curve: Curve }) {
  return (
    <g className="stroke-ink" data-cut>
      <path d={pathOf(curve)} pathLength={100} strokeDasharray="40 20 40" strokeLinecap="butt" strokeWidth="2" className="stroke-edge" />
      <path d={tick(curve, 0.4) + tick(curve, 0.6)} strokeWidth="2.5" />
    </g>
  )
}

/** A short stroke across the line. */
function tick(curve: Curve, part: number): string {
  const [x, y] = pointAt(curve, part)
  const [ahead, behind]: [Point, Point] = [pointAt(curve, part + 0.02), pointAt(curve, part - 0.02)]
  const [dx, dy] = [ahead[0] - behind[0], ahead[1] - behind[1]]
  const length = Math.hypot(dx, dy) || 1
  const [nx, ny] = [(-dy / length) * 6, (dx / length) * 6]
  return `M${(x - nx).toFixed(1)} ${(y - ny).toFixed(1)}L${(x + nx).toFixed(1)} ${(y + ny).toFixed(1)}`
}
