/** Sign-up's picture: a rail of pegs, of which the last is free. */
export function PegsPoster({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 600 720" preserveAspectRatio="xMidYMid slice" aria-hidden className={className}>
      <path className="fill-sun" d="M0 0h600v720H0z" />
      <path fill="#dba312" d="M64 224h488v52H64z" />
      <path fill="#f0c98a" d="M56 212h488v52H56z" />
      <path fill="#b98747" d="M56 250h488v14H56z" />
      <Peg x={122} />
      <path fill="none" className="stroke-coal" strokeWidth="9" d="M122 252 92 342h60z" strokeLinejoin="round" />
      <path fill="#dba312" d="M60 352h148v150H60z" />
      <path className="fill-cobalt" d="M48 340h148v150H48z" />
      <path fill="#1b36b3" d="M122 340h74v150h-74z" />
      <circle cx="122" cy="415" r="24" className="fill-rose" />
      <Peg x={241} />
      <path className="stroke-coal" strokeWidth="6" d="M241 254v62" />
      <circle cx="252" cy="382" r="68" fill="#dba312" />
      <circle cx="241" cy="372" r="68" className="fill-moss" />
      <circle cx="241" cy="372" r="48" fill="#cfe8fb" />
      <path className="fill-sky" d="M241 324a48 48 0 0 1 0 96z" />
      <Peg x={360} />
      <path fill="#dba312" d="M372 270l64 190H308z" />
      <path className="fill-tangerine" d="M360 258l64 190H296z" />
      <path fill="#d95b16" d="M360 258l64 190h-64z" />
      <path className="fill-coal" d="M296 448h128v14H296z" />
      <Peg x={479} />
      <path className="stroke-coal" strokeWidth="3.5" fill="none" d="M479 252v78" />
      <path fill="#dba312" d="M441 350l46-24 46 24v84h-92z" />
      <path fill="#f4f5f2" d="M433 342l46-24 46 24v84h-92z" />
      <path fill="#dcded6" d="M479 318l46 24v84h-46z" />
      <circle cx="479" cy="340" r="7" className="fill-coal" />
      <path className="stroke-coal" strokeWidth="7" strokeLinecap="round" d="M455 380h48M455 402h30" />
      <path fill="#dba312" d="M0 640h600v80H0z" />
      <ellipse cx="188" cy="654" rx="108" ry="12" fill="#b98209" />
      <path className="fill-rose" d="M96 650c0-60 22-88 54-88s34 26 58 40 76 12 76 48z" />
      <path fill="#cf3c61" d="M196 594c26 18 88 16 88 56H182z" />
      <path fill="#f4f5f2" d="M94 640h192v14H94z" />
    </svg>
  )
}

function Peg({ x }: { x: number }) {
  return (
    <g>
      <circle cx={x + 3} cy="242" r="15" fill="#b98747" />
      <circle cx={x} cy="238" r="15" className="fill-coal" />
      <circle cx={x - 4} cy="234" r="4" fill="#434956" />
    </g>
  )
}
