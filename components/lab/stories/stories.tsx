'use client'

import { ChevronDown } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Lab } from '@/lab/client/types'
import { STORIES, storyOf } from '@/lab/stories'
import { StoryCard } from './story-card'
import { StoryList } from './story-list'
import { useHash } from './use-hash'

/** The dark card: the story that the address names (`#story=<slug>`), or the choice of all. */
export function Stories({ lab }: { lab: Lab }) {
  const story = storyOf(useHash())
  const heading = useRef<HTMLHeadingElement>(null)
  const slug = story?.slug ?? null
  const shown = useRef(slug)
  useEffect(() => {
    if (shown.current === slug) return
    shown.current = slug
    heading.current?.focus({ preventScroll: true })
    heading.current?.scrollIntoView({ block: 'nearest' })
  }, [slug])
  return (
    <section
      aria-labelledby="lab-story"
      data-open={story ? '' : undefined}
      className="on-dark-tile grid grid-cols-[minmax(0,1fr)] gap-3.5 [color-scheme:dark] rounded-stage border border-transparent bg-night p-5 text-chalk sm:p-6 dark:border-line"
    >
      <h2 id="lab-story" ref={heading} tabIndex={-1} className="text-[1.375rem] leading-tight outline-none">
        {story?.title ?? 'Nine short stories'}
      </h2>
      {story ? (
        <>
          <StoryCard key={story.slug} lab={lab} story={story} />
          <details className="group -mt-3.5 -mb-3 border-t border-white/20">
            <summary className="flex min-h-12 list-none items-center justify-between gap-3 text-[0.9375rem] font-semibold underline-offset-4 hover:underline [&::-webkit-details-marker]:hidden">
              All {STORIES.length} stories
              <ChevronDown size={20} aria-hidden className="shrink-0 transition-transform group-open:rotate-180" />
            </summary>
            <StoryList current={story.slug} />
          </details>
        </>
      ) : (
        <>
          <p className="text-[0.9375rem] leading-relaxed text-white/80">
            You predict, this stack does it, and what really happened is the explanation.
          </p>
          <StoryList current={null} />
        </>
      )}
    </section>
  )
}
