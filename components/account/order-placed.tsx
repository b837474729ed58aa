import { CartReread } from './cart-reread'

/** Thanks, after a checkout that worked. */
export function OrderPlaced({ name, number }: { name: string; number: number }) {
  return (
    <div role="status" className="on-dark-tile grid overflow-hidden rounded-stage bg-moss text-white sm:grid-cols-[1.2fr_1fr]">
      <CartReread />
      <div className="px-6 py-10 sm:px-12 sm:py-14">
        <h1 className="text-[clamp(2.5rem,6vw,4.5rem)] leading-[0.95]">
          <span className="block">Thank you,</span> <span className="wrap-anywhere">{name}.</span>
        </h1>
        <p className="mt-5 max-w-[36ch] text-lg">
          Order <b className="font-display text-xl tabular-nums">{number}</b> is paid and on the packing table. You will find it under your
          orders whenever you look.
        </p>
      </div>
      <div className="relative min-h-44 bg-sky">
        <Parcel className="absolute size-full" />
      </div>
    </div>
  )
}

function Parcel({ className }: { className?: string }) {
  return (
    <svg viewBox="-60 14 640 346" preserveAspectRatio="xMidYMax slice" aria-hidden className={className}>
      <path fill="#7fb5dd" d="M-400 292H920v68H-400z" />
      <ellipse cx="272" cy="304" rx="176" ry="14" fill="#5f9ac6" />
      <path fill="#d9a866" d="M136 148h244v152H136z" />
      <path fill="#b98747" d="M258 148h122v152H258z" />
      <path fill="#f0c98a" d="M122 112h272v44H122z" />
      <path fill="#d9a866" d="M258 112h136v44H258z" />
      <path className="fill-rose" d="M234 112h48v188h-48z" />
      <path fill="#cf3c61" d="M258 112h24v188h-24z" />
      <path className="fill-rose" d="M258 112c-70-4-98-30-86-56 14-30 66-10 86 56z" />
      <path fill="#cf3c61" d="M258 112c70-4 98-30 86-56-14-30-66-10-86 56z" />
      <circle cx="258" cy="108" r="17" className="fill-sun" />
      <path fill="#f4f5f2" d="M300 196h58v66h-58z" />
      <circle cx="329" cy="214" r="9" className="fill-cobalt" />
      <path className="stroke-coal" strokeWidth="5" strokeLinecap="round" d="M312 236h34M312 249h20" />
      <circle cx="432" cy="266" r="36" className="fill-cobalt" />
      <path fill="#1b36b3" d="M432 230a36 36 0 0 1 0 72z" />
      <path className="fill-tangerine" d="M68 302l38-66 38 66z" />
      <path fill="#d95b16" d="M106 236l38 66h-38z" />
    </svg>
  )
}
