/** The mark and the name. */
export function Logo() {
  return (
    <span className="flex items-center gap-2.5 font-display text-[1.625rem] leading-none font-extrabold tracking-tight">
      <svg viewBox="0 0 34 34" width="34" height="34" aria-hidden>
        <circle cx="8" cy="25" r="6" className="fill-cobalt dark:fill-[#6f8bff]" />
        <rect x="12" y="4" width="11" height="11" className="fill-tangerine" />
        <path d="M22 31l6-11 6 11z" className="fill-moss dark:fill-[#4fa37b]" />
      </svg>
      Hopcart
    </span>
  )
}
