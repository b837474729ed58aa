import clsx from 'clsx'
import Link from 'next/link'
import { CATEGORIES, type CategorySlug } from '@/shop/categories'

/** Each aisle's colour, and the thing that stands for it: its picture has the same ground. */
const FACES: Record<CategorySlug, { slug: string; look: string }> = {
  light: { slug: 'arc-lamp', look: 'bg-cobalt text-white' },
  kitchen: { slug: 'enamel-pot', look: 'bg-sun text-coal' },
  sit: { slug: 'rocking-chair', look: 'bg-tangerine text-coal' },
  desk: { slug: 'pencil-cup', look: 'bg-rose text-coal' },
  sound: { slug: 'headphones', look: 'bg-moss text-white' },
  room: { slug: 'watering-can', look: 'bg-sky text-coal' },
}

/** The aisles, as posters. */
export function CategoryTiles() {
  return (
    <ul className="grid grid-cols-2 gap-3.5 sm:gap-6 lg:grid-cols-3">
      {CATEGORIES.map(({ slug, name, line }) => {
        const { slug: picture, look } = FACES[slug]
        return (
          <li key={slug}>
            <Link href={`/category/${slug}`} className={clsx('group flex h-full flex-col overflow-hidden rounded-tile sm:flex-row', look)}>
              <span className="p-4 sm:w-[46%] sm:p-6">
                <span className="block font-display text-[clamp(1.75rem,3vw,2.5rem)] leading-none font-bold tracking-tight">{name}</span>
                <span className="mt-2.5 hidden leading-snug sm:block">{line}</span>
              </span>
              <span className="block flex-1 self-end overflow-hidden">
                {/* biome-ignore lint/performance/noImgElement: an SVG gains nothing from the image optimizer */}
                <img
                  src={`/products/${picture}.svg`}
                  alt=""
                  width={400}
                  height={400}
                  loading="lazy"
                  decoding="async"
                  className="aspect-square w-full transition-transform duration-500 ease-settle group-hover:scale-105"
                />
              </span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
