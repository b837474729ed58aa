import clsx from 'clsx'

const SHAPES = ['circle', 'square', 'triangle', 'hexagon', 'cross', 'ring'] as const
export type ShapeName = (typeof SHAPES)[number]

/** The shape of the nth replica, counted from 0 (web-1 is A, a circle). */
export function shapeOf(index: number): ShapeName {
  return SHAPES[index % SHAPES.length] ?? 'circle'
}

const DRAWN: Record<ShapeName, { fill: string; body: React.ReactNode }> = {
  circle: { fill: 'fill-cobalt', body: <circle cx="9" cy="9" r="7.5" /> },
  square: { fill: 'fill-tangerine', body: <rect x="2" y="2" width="14" height="14" /> },
  triangle: { fill: 'fill-moss', body: <path d="M9 2 17 16.5H1z" /> },
  hexagon: { fill: 'fill-sun', body: <path d="M9 1l7 4v8l-7 4-7-4V5z" /> },
  cross: { fill: 'fill-rose', body: <path d="M6 1h6v5h5v6h-5v5H6v-5H1V6h5z" /> },
  ring: {
    fill: 'fill-sky',
    body: <path fillRule="evenodd" d="M9 1a8 8 0 1 1 0 16A8 8 0 0 1 9 1zm0 4.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z" />,
  },
}

/**
 * A replica's shape. Decoration beside its letter, never the only sign. `outlined` puts a light edge around it, for dark grounds.
 */
export function Shape({
  name,
  size = 18,
  className,
  outlined = false,
}: {
  name: ShapeName
  size?: number
  className?: string
  outlined?: boolean
}) {
  const { fill, body } = DRAWN[name]
  return (
    <svg
      viewBox="0 0 18 18"
      width={size}
      height={size}
      aria-hidden
      className={clsx('shrink-0', fill, outlined && 'stroke-white/70', className)}
    >
      {body}
    </svg>
  )
}

/** The three shapes of the house, standing on one line. */
export function Shapes({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 132 40" aria-hidden className={className}>
      <circle cx="20" cy="20" r="20" className="fill-cobalt dark:fill-[#6f8bff]" />
      <rect x="50" width="38" height="40" className="fill-tangerine" />
      <path d="M112 0l20 40H92z" className="fill-moss dark:fill-[#4fa37b]" />
    </svg>
  )
}
