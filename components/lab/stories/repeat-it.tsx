import { Check, ChevronDown, Copy } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { Story } from '@/lab/stories/story'

/** The files that do it, and the commands to repeat it. */
export function RepeatIt({ story }: { story: Story }) {
  return (
    <details className="group border-t border-white/20 text-[0.9375rem]">
      <summary className="flex min-h-12 list-none items-center justify-between gap-3 font-semibold underline-offset-4 hover:underline [&::-webkit-details-marker]:hidden">
        The code, and the same with curl
        <ChevronDown size={20} aria-hidden className="shrink-0 transition-transform group-open:rotate-180" />
      </summary>
      <dl className="grid gap-2 pb-4">
        {story.code.map(({ path, what }) => (
          <div key={path}>
            <dt>
              <code className="text-sm break-words text-sun">{path}</code>
            </dt>
            <dd className="text-white/80">{what}</dd>
          </div>
        ))}
      </dl>
      <Commands lines={story.curl} />
    </details>
  )
}

function Commands({ lines }: { lines: readonly string[] }) {
  const text = useRef<HTMLPreElement>(null)
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(withAddress(lines).join('\n'))
      setCopied(true)
    } catch {
      // Not allowed here (plain http on another host): mark it, so that the keyboard can copy it.
      if (text.current) window.getSelection()?.selectAllChildren(text.current)
    }
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 pb-2">
      <pre
        ref={text}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded-xl bg-coal p-3 text-xs leading-relaxed"
      >
        <code>{withAddress(lines).join('\n')}</code>
      </pre>
      <div className="flex items-center gap-3">
        <Button
          variant="onNight"
          size="sm"
          onClick={copy}
          icon={isCopied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
        >
          Copy
        </Button>
        <span role="status" className="text-sm text-white/80">
          {isCopied ? 'Copied.' : ''}
        </span>
      </div>
    </div>
  )
}

/** With the address of this very stack. Rendered after the page has loaded only: a closed story has no commands on the server. */
function withAddress(lines: readonly string[]): readonly string[] {
  return typeof window === 'undefined' ? lines : lines.map((line) => (line.startsWith('U=') ? `U=${window.location.origin}` : line))
}
