import type { ShapeName } from '@/components/ui/shapes'

/** Sets `--tone` to a replica's colour, lighter where the card is dark. */
export const TONES: Record<ShapeName, string> = {
  circle: '[--tone:var(--color-cobalt)] dark:[--tone:#7f97ff]',
  square: '[--tone:var(--color-tangerine)]',
  triangle: '[--tone:var(--color-moss)] dark:[--tone:#55ad84]',
  hexagon: '[--tone:#e9ab0c] dark:[--tone:var(--color-sun)]',
  cross: '[--tone:var(--color-rose)]',
  ring: '[--tone:#58a9df] dark:[--tone:var(--color-sky)]',
}

/** Of what belongs to no replica. */
export const NO_TONE = '[--tone:var(--edge)]'

/** Sets `--bad`, the anomaly's red, which is used for nothing else. */
export const BAD = '[--bad:var(--lab-anomaly)]'
