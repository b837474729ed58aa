/** The hero's picture: a sideboard, what stands on it, and the three shapes of the house in a frame. Light comes from the left. */
export function HeroScene() {
  return (
    <svg viewBox="0 0 720 560" preserveAspectRatio="xMidYMax meet" aria-hidden className="absolute inset-0 size-full overflow-visible">
      {/* Wall and floor go on beyond the picture, whatever the shape of its place. */}
      <rect x="-1500" y="-1500" width="3720" height="2060" fill="#ff7a2f" />
      <rect x="-1500" y="462" width="3720" height="120" fill="#d95b16" />
      <Frame />
      <Sideboard />
      <Lamp />
      <Kettle />
      <Mug />
      <Plant />
    </svg>
  )
}

function Frame() {
  return (
    <g transform="translate(50 -14) scale(.88)">
      <rect x="330" y="58" width="204" height="150" fill="#d95b16" />
      <rect x="322" y="50" width="204" height="150" fill="#16181d" />
      <rect x="332" y="60" width="184" height="130" fill="#f4f5f2" />
      <circle cx="372" cy="146" r="24" fill="#2447e0" />
      <rect x="402" y="80" width="44" height="44" fill="#ffc83a" />
      <path d="M478 122l28 48h-56z" fill="#2f6b4f" />
      <path
        d="M378 114q10-18 22-16M450 100q22 0 26 16"
        fill="none"
        stroke="#16181d"
        strokeWidth="3"
        strokeDasharray="1 8"
        strokeLinecap="round"
      />
    </g>
  )
}

function Sideboard() {
  return (
    <g>
      <ellipse cx="362" cy="510" rx="300" ry="13" fill="#b84a0f" />
      <path d="M128 458h26l-8 50h-10zM566 458h26l-8 50h-10z" fill="#16181d" />
      <rect x="96" y="350" width="528" height="112" fill="#ecdcc0" />
      <path d="M360 350h264v112H360z" fill="#dcc8a4" />
      <rect x="84" y="336" width="552" height="22" fill="#f7ecd6" />
      <path d="M360 336h276v22H360z" fill="#ecdcc0" />
      <path d="M272 372v78M448 372v78" stroke="#b99f72" strokeWidth="3" />
      <circle cx="248" cy="411" r="9" fill="#16181d" />
      <circle cx="296" cy="411" r="9" fill="#16181d" />
      <circle cx="472" cy="411" r="9" fill="#16181d" />
    </g>
  )
}

function Lamp() {
  return (
    <g transform="translate(-22 0)">
      <ellipse cx="196" cy="337" rx="70" ry="5" fill="#cdb88f" />
      <path d="M134 336a62 17 0 0 1 124 0z" fill="#16181d" />
      <rect x="188" y="170" width="16" height="154" fill="#16181d" />
      <circle cx="196" cy="182" r="24" fill="#ffc83a" />
      <path d="M196 158a24 24 0 0 1 0 48z" fill="#dba312" />
      <path d="M88 176a108 108 0 0 1 216 0z" fill="#f4f5f2" />
      <path d="M196 68a108 108 0 0 1 108 108H196z" fill="#dcded6" />
      <rect x="188" y="54" width="16" height="18" rx="5" fill="#16181d" />
      <path d="M248 176v54" stroke="#16181d" strokeWidth="3" />
      <circle cx="248" cy="234" r="7" fill="#2447e0" />
    </g>
  )
}

function Kettle() {
  return (
    <g transform="translate(34 20) scale(.94)">
      <ellipse cx="402" cy="337" rx="76" ry="5" fill="#b99f72" />
      <path d="M374 226c0-56 78-56 78 0" fill="none" stroke="#16181d" strokeWidth="11" strokeLinecap="round" />
      <path d="M468 262c36-24 50-18 45 2-6 24-28 42-44 48z" fill="#1b36b3" />
      <path d="M342 336c-5-72 20-112 70-112s75 40 70 112z" fill="#2447e0" />
      <path d="M412 224c50 0 75 40 70 112h-70z" fill="#1b36b3" />
      <path d="M360 290c2-26 12-42 28-50-6 16-10 34-10 54z" fill="#5b77f2" />
      <rect x="384" y="216" width="56" height="12" rx="6" fill="#16181d" />
      <circle cx="412" cy="208" r="11" fill="#ffc83a" />
    </g>
  )
}

function Mug() {
  return (
    <g transform="translate(-14 0)">
      <ellipse cx="330" cy="337" rx="30" ry="4" fill="#cdb88f" />
      <path d="M300 292h-8a16 16 0 0 0 0 32h10" fill="none" stroke="#f0557a" strokeWidth="8" />
      <path d="M300 280h52v40a16 16 0 0 1-16 16h-20a16 16 0 0 1-16-16z" fill="#f0557a" />
      <path d="M326 280h26v40a16 16 0 0 1-16 16h-10z" fill="#cf3c61" />
    </g>
  )
}

function Plant() {
  return (
    <g transform="translate(72 34) scale(.9)">
      <ellipse cx="568" cy="337" rx="46" ry="5" fill="#b99f72" />
      <path d="M560 270c-42-44-40-104-28-142 24 36 38 88 36 142z" fill="#2f6b4f" />
      <path d="M572 270c-6-62 14-112 44-140 6 52-8 104-36 140z" fill="#3f8a66" />
      <path d="M558 270c-34-24-56-58-58-94 32 18 54 50 64 94z" fill="#4fa37b" />
      <path d="M576 270c8-40 30-66 60-78 0 34-20 60-52 78z" fill="#245540" />
      <path d="M522 264h92l-11 72h-70z" fill="#1d2433" />
      <path d="M568 264h46l-11 72h-35z" fill="#11151f" />
      <rect x="516" y="256" width="104" height="16" fill="#2b3447" />
    </g>
  )
}
