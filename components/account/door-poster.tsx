/** Sign-in's picture: a front door with the light on. */
export function DoorPoster({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 600 720" preserveAspectRatio="xMidYMid slice" aria-hidden className={className}>
      <path className="fill-cobalt" d="M0 0h600v720H0z" />
      <path fill="#1b36b3" d="M0 628h600v92H0z" />
      <ellipse cx="322" cy="640" rx="210" ry="16" fill="#142a8f" />
      <path fill="#f4f5f2" d="M158 628V262a142 142 0 0 1 284 0v366z" />
      <path fill="#dcded6" d="M442 628V262a142 142 0 0 0-142-142v508z" />
      <path className="fill-sun" d="M188 262a112 112 0 0 1 224 0z" />
      <path fill="#dba312" d="M300 150a112 112 0 0 1 112 112H300z" />
      <path fill="#f4f5f2" d="M293 150h14v112h-14z" />
      <path className="fill-tangerine" d="M188 282h224v346H188z" />
      <path fill="#d95b16" d="M300 282h112v346H300z" />
      <path fill="#d95b16" d="M212 310h66v118h-66zM212 462h66v136h-66z" />
      <path fill="#b84a0f" d="M322 310h66v118h-66zM322 462h66v136h-66z" />
      <path className="fill-coal" d="M262 438h76v14h-76z" />
      <circle cx="392" cy="446" r="13" className="fill-sun" />
      <path fill="#dba312" d="M392 433a13 13 0 0 1 0 26z" />
      <path className="fill-rose" d="M170 628h260l24 26H146z" />
      <path fill="#cf3c61" d="M300 628h130l24 26H300z" />
      <path fill="#4fa37b" d="M512 500c-42-34-58-86-50-138 38 30 60 86 50 138z" />
      <path fill="#2f6b4f" d="M520 506c-14-64-2-124 34-166 20 58 6 122-34 166z" />
      <path fill="#3f8a66" d="M506 512c-34-10-64-40-76-78 40 2 70 34 76 78z" />
      <path fill="#f4f5f2" d="M462 506h108l-16 132h-76z" />
      <path fill="#dcded6" d="M516 506h54l-16 132h-38z" />
      <path className="fill-coal" d="M66 214h18v64H66z" />
      <circle cx="75" cy="300" r="34" className="fill-sun" />
      <path fill="#dba312" d="M75 266a34 34 0 0 1 0 68z" />
    </svg>
  )
}
