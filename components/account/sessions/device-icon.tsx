import { CircleQuestionMark, Laptop, Smartphone, Terminal, Tv } from 'lucide-react'

const KINDS = [
  [/ on (Android|iOS|HarmonyOS|Windows Phone|BlackBerry|Bada)$/, Smartphone],
  [/ on (Tizen|WebOS|Roku|PlayStation 4)$/, Tv],
  [/ on (Windows|macOS|Linux|Chrome OS)$/, Laptop],
  [/unknown/, CircleQuestionMark],
] as const

/** What kind of thing a device is, by its name (`Firefox on Linux`); programs without a system of their own are a terminal. Decoration. */
export function DeviceIcon({ device }: { device: string }) {
  const Icon = KINDS.find(([pattern]) => pattern.test(device))?.[1] ?? Terminal
  return <Icon size={22} aria-hidden className="mt-0.5 shrink-0" />
}
