/** The editorial band: what the name of the shop means, in its own voice. */
export function ThreeHelpers() {
  return (
    <section className="mt-16 grid items-center gap-x-12 gap-y-8 overflow-hidden rounded-stage bg-night px-6 py-12 text-chalk sm:mt-24 sm:px-12 lg:grid-cols-2 lg:py-16 xl:px-16">
      <div>
        <h2 className="text-[clamp(2rem,4vw,3.5rem)] leading-[0.98]">Three of us mind the shop. You need not know which.</h2>
        <p className="mt-5 max-w-[46ch] text-lg leading-relaxed text-chalk/85">
          A circle, a square and a triangle take turns at the counter, and every page you see may come from another one. The cart does not
          care. It hops along, and has everything in it when it lands.
        </p>
      </div>
      <Hops />
    </section>
  )
}

function Hops() {
  return (
    <svg viewBox="0 0 560 280" aria-hidden className="w-full">
      <g fill="none" stroke="#f4f5f2" strokeWidth="5" strokeLinecap="round" strokeDasharray="0.1 14">
        <path d="M92 138C120 36 232 30 268 116" />
        <path d="M292 116C322 24 440 30 468 132" />
      </g>
      <rect x="20" y="246" width="520" height="6" fill="#2b3447" />
      <circle cx="92" cy="198" r="48" fill="#2447e0" />
      <path d="M92 150a48 48 0 0 1 0 96z" fill="#1b36b3" />
      <rect x="232" y="150" width="96" height="96" fill="#ff7a2f" />
      <path d="M280 150h48v96h-48z" fill="#e0631b" />
      <path d="M468 150l56 96H412z" fill="#3f8a66" />
      <path d="M468 150l56 96h-56z" fill="#2f6b4f" />
      <g transform="translate(148 22)">
        <path d="M4 8h16l10 42h44l10-30H26" fill="none" stroke="#ffc83a" strokeWidth="8" strokeLinecap="round" strokeLinejoin="round" />
        <circle cx="38" cy="66" r="8" fill="#ffc83a" />
        <circle cx="68" cy="66" r="8" fill="#ffc83a" />
        <circle cx="52" cy="6" r="11" fill="#f0557a" />
      </g>
    </svg>
  )
}
