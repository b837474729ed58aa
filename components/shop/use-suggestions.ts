import { useEffect, useState } from 'react'

export type Suggestion = { id: string; slug: string; name: string; summary: string; priceCents: number; stock: number; tile: string }

const PAUSE_MS = 140
const MOST = 6

type Suggestions = { query: string; found: Suggestion[] } | null

/** What the shop has for a query while it is being typed: waits for a pause, drops what is no longer asked. Null: nothing asked, or no answer. */
export function useSuggestions(typed: string): Suggestions {
  const query = typed.trim()
  const [answer, setAnswer] = useState<Suggestions>(null)
  useEffect(() => {
    if (query.length < 2) return setAnswer(null)
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`/api/products?query=${encodeURIComponent(query)}`, { signal: stop.signal })
        const { products } = (await response.json()) as { products?: Suggestion[] }
        setAnswer(products ? { query, found: products.slice(0, MOST) } : null)
      } catch {
        // Suggestions are a courtesy: without an answer the form still leads to the results.
        if (!stop.signal.aborted) setAnswer(null)
      }
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [query])
  return answer
}
