import { ButtonLink, buttonClass } from '@/components/ui/button'

/** Instead of a page's content while the session store cannot be reached. `retry` is the page's own address. */
export function SessionUnavailable({ retry }: { retry: string }) {
  return (
    <section className="grid items-center gap-x-12 gap-y-8 overflow-hidden rounded-stage bg-card px-6 py-12 sm:px-14 lg:grid-cols-[1.1fr_1fr] lg:py-16">
      <div>
        <h1 className="text-[clamp(2.25rem,5vw,3.5rem)] leading-none">We cannot reach your session right now</h1>
        <p className="mt-5 max-w-[46ch] text-lg">
          Nothing is lost and you are not signed out. The place where we keep carts and sign-ins does not answer; it is usually back within
          a minute.
        </p>
        <div className="mt-8 flex flex-wrap gap-3">
          {/* A plain link: the whole page is asked for again. */}
          <a href={retry} className={buttonClass({ size: 'lg' })}>
            Try again
          </a>
          <ButtonLink href="/" variant="outline" size="lg">
            Look around meanwhile
          </ButtonLink>
        </div>
      </div>
      <Unplugged className="mx-auto w-full max-w-md" />
    </section>
  )
}

/** A plug beside its socket. */
function Unplugged({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 440 280" aria-hidden className={className}>
      <rect width="440" height="280" rx="20" className="fill-sand" />
      <path fill="none" className="stroke-coal" strokeWidth="12" strokeLinecap="round" d="M-10 214h54c44 0 30-74 76-74h16" />
      <path fill="#cdb88f" d="M137 150a46 46 0 0 1 46-46h18a14 14 0 0 1 14 14v64a14 14 0 0 1-14 14h-18a46 46 0 0 1-46-46z" />
      <path className="fill-tangerine" d="M128 140a46 46 0 0 1 46-46h18a14 14 0 0 1 14 14v64a14 14 0 0 1-14 14h-18a46 46 0 0 1-46-46z" />
      <path fill="#d95b16" d="M128 140h78v32a14 14 0 0 1-14 14h-18a46 46 0 0 1-46-46z" />
      <path className="fill-coal" d="M206 112h34a6 6 0 0 1 0 12h-34zM206 156h34a6 6 0 0 1 0 12h-34z" />
      <rect x="298" y="70" width="104" height="156" rx="18" fill="#cdb88f" />
      <rect x="290" y="62" width="104" height="156" rx="18" className="fill-cobalt" />
      <path fill="#1b36b3" d="M342 62h34a18 18 0 0 1 18 18v120a18 18 0 0 1-18 18h-34z" />
      <circle cx="342" cy="140" r="38" fill="#f4f5f2" />
      <path fill="#dcded6" d="M342 102a38 38 0 0 1 0 76z" />
      <circle cx="342" cy="122" r="6.500" className="fill-coal" />
      <circle cx="342" cy="158" r="6.500" className="fill-coal" />
      <path className="stroke-coal" strokeWidth="6" strokeLinecap="round" d="M262 92l-8-16M268 140h-2M262 188l-8 16" />
    </svg>
  )
}
