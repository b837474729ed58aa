import { ButtonLink } from '@/components/ui/button'
import { HeroScene } from './hero-scene'

/** The front door. Looks the same in both themes, like every tile. */
export function Hero() {
  return (
    <section className="on-tile mt-1 grid overflow-hidden rounded-stage bg-sun text-coal lg:grid-cols-[1.05fr_1fr]">
      <div className="grid content-center justify-items-start px-6 py-9 sm:px-12 lg:min-h-[30rem] lg:py-16 xl:px-16">
        <h1 className="text-[clamp(2.625rem,6vw,5.375rem)] leading-[0.93] tracking-[-0.035em]">Things that stay where you put them.</h1>
        <p className="mt-5 mb-7 max-w-[36ch] text-lg leading-snug sm:text-xl">
          Thirty-six plain, well-made objects. Put one in the cart; whoever answers next, it is still there.
        </p>
        <ButtonLink href="/shop?new=1" variant="onTile" size="lg">
          See what is new
        </ButtonLink>
      </div>
      <div className="relative min-h-72 overflow-hidden sm:min-h-96">
        <HeroScene />
      </div>
    </section>
  )
}
