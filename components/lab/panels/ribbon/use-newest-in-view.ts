import { type RefObject, useEffect, useRef } from 'react'

/** So near to its end a list counts as being there, in pixels. */
const NEAR = 48

/** Keeps the end of a list that scrolls by itself in view whenever what it shows changes, unless its reader has gone back. Moves neither focus nor page. */
export function useNewestInView(shown: readonly unknown[]): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  useEffect(() => {
    const element = list.current
    if (!element) return
    const onScroll = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer makes the newest chip taller, too
  useEffect(() => {
    if (list.current && isAtEnd.current) list.current.scrollTop = list.current.scrollHeight
  }, [shown])
  return list
}
