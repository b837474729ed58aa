import clsx from 'clsx'

type TileProps = {
  slug: string
  /** The picture's own background, shown until it has come. */
  tile: string
  /** Empty where the name stands beside it. */
  alt: string
  className?: string
  /** In view at once: not lazy. `first` is the picture that the page is about, fetched before the others. */
  eager?: boolean | 'first'
}

/** A product's picture on its tile. */
export function Tile({ slug, tile, alt, className, eager = false }: TileProps) {
  return (
    <span className={clsx('tile', className)} style={{ backgroundColor: tile }}>
      {/* Inside <picture> React does not preload it: a prefetched page would otherwise fetch pictures that nobody may see. */}
      <picture className="contents">
        <img
          src={`/products/${slug}.svg`}
          alt={alt}
          width={400}
          height={400}
          loading={eager ? 'eager' : 'lazy'}
          fetchPriority={eager === 'first' ? 'high' : 'auto'}
          decoding="async"
          className="size-full"
        />
      </picture>
    </span>
  )
}
