/** Sign-up's picture: a rail of pegs, and on the last of them a tag that waits for a name. */
export function PegsPoster({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 600 720" preserveAspectRatio="xMidYMid slice" aria-hidden className={className}>
      <path className="fill-sun" d="M0 0h600v720H0z" />
      <path fill="#dba312" d="M60 190h496v54H60z" />
      <path fill="#f0c98a" d="M50 178h496v54H50z" />
      <path fill="#b98747" d="M50 218h496v14H50z" />
      <Peg x={112} />
      <path fill="#dba312" d="M64 322h120v146H64z" />
      <path fill="none" className="stroke-coal" strokeWidth="10" d="M80 316c0-150 64-150 64 0" />
      <path className="fill-cobalt" d="M52 308h120v146H52z" />
      <path fill="#1b36b3" d="M112 308h60v146h-60z" />
      <circle cx="112" cy="381" r="24" className="fill-rose" />
      <path fill="#cf3c61" d="M112 357a24 24 0 0 1 0 48z" />
      <Peg x={238} />
      <path className="stroke-coal" strokeWidth="6" d="M238 214v72" />
      <circle cx="249" cy="344" r="56" fill="#dba312" />
      <circle cx="238" cy="334" r="56" className="fill-moss" />
      <circle cx="238" cy="334" r="39" fill="#d3e9fa" />
      <path className="fill-sky" d="M238 295a39 39 0 0 1 0 78z" />
      <Peg x={364} />
      <path fill="#dba312" d="M376 222l54 240H322z" />
      <path className="fill-tangerine" d="M364 212l54 236H310z" />
      <path fill="#d95b16" d="M364 212l54 236h-54z" />
      <path className="fill-coal" d="M310 448h108v13H310z" />
      <Peg x={490} />
      <path className="stroke-coal" strokeWidth="3.500" d="M490 212v74" />
      <path fill="#dba312" d="M454 304l46-26 46 26v88h-92z" />
      <path fill="#f4f5f2" d="M444 294l46-26 46 26v88h-92z" />
      <path fill="#dcded6" d="M490 268l46 26v88h-46z" />
      <circle cx="490" cy="292" r="7" className="fill-coal" />
      <path className="stroke-coal" strokeWidth="7" strokeLinecap="round" d="M466 334h48M466 356h28" />
      <path fill="#dba312" d="M0 628h600v92H0z" />
      <ellipse cx="238" cy="646" rx="124" ry="14" fill="#b98209" />
      <Boot x={216} leg="#cf3c61" shade="#a92e4d" />
      <Boot x={136} leg="#f0557a" shade="#cf3c61" />
    </svg>
  )
}

function Peg({ x }: { x: number }) {
  return (
    <g>
      <circle cx={x + 4} cy="208" r="15" fill="#b98747" />
      <circle cx={x} cy="204" r="15" className="fill-coal" />
      <circle cx={x - 4} cy="200" r="4" fill="#434956" />
    </g>
  )
}

function Boot({ x, leg, shade }: { x: number; leg: string; shade: string }) {
  return (
    <g transform={`translate(${x} 528) scale(0.81)`}>
      <path fill={leg} d="M0 0h72v78c26 4 66 14 66 58H0z" />
      <path fill={shade} d="M36 0h36v78c26 4 66 14 66 58H36z" />
      <path fill="#f4f5f2" d="M-5-14h82v22H-5z" />
      <path fill="#dcded6" d="M36-14h41v22H36z" />
      <path className="fill-coal" d="M-4 130h146v16H-4z" />
    </g>
  )
}
