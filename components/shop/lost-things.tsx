/** A shelf with a gap where something stood: for pages that are not there. */
export function LostThings({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 560 420" aria-hidden className={className}>
      <rect width="560" height="420" rx="28" fill="#a9d5f5" />
      <rect x="48" y="300" width="464" height="20" fill="#16181d" />
      <path d="M96 320v40M464 320v40" stroke="#16181d" strokeWidth="12" />
      <circle cx="138" cy="242" r="58" fill="#2447e0" />
      <path d="M138 184a58 58 0 0 1 0 116z" fill="#1b36b3" />
      <path d="M424 184l66 116H358z" fill="#2f6b4f" />
      <path d="M424 184l66 116h-66z" fill="#245540" />
      <rect
        x="226"
        y="190"
        width="110"
        height="110"
        fill="none"
        stroke="#16181d"
        strokeWidth="5"
        strokeDasharray="0.1 13"
        strokeLinecap="round"
      />
      <g transform="rotate(14 300 96)">
        <rect x="250" y="46" width="104" height="104" fill="#ff7a2f" />
        <path d="M302 46h52v104h-52z" fill="#e0631b" />
      </g>
      <path d="M206 96h-26M214 66l-18-16M214 128l-18 14" stroke="#16181d" strokeWidth="6" strokeLinecap="round" />
    </svg>
  )
}
