'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { SessionLife } from '@/sessions/request'
import { askServer } from './ask-server'
import { EndDialog } from './end-dialog'
import { noteEnd } from './ended-cookie'
import { type EndReason, type Near, SessionEndWatch } from './session-end-watch'

const CHANNEL = 'hopcart-session'
/** What addresses tell of things that are no longer so. */
const OVER = ['welcome', 'merged', 'capped', 'soldout', 'gone', 'saved', 'ended']

type Props = {
  life: SessionLife
  /** The token is due to be replaced, which a page cannot do. */
  isTokenOld: boolean
  /** How many new sign-ins this page tells of. */
  told: number
}

/** What the watch, which lives longer than one rendering, needs of the last one. */
type Shown = { told: number; pathname: string; atDoor: boolean; isDismissed: boolean; over: EndReason | null }

/** Warns before the session of a signed-in person ends, in every tab; when it has ended, the page is loaded anew, as a guest's. */
export function SessionEnd({ life, isTokenOld, told }: Props) {
  const router = useRouter()
  const pathname = usePathname()
  const [near, setNear] = useState<Near | null>(null)
  const watch = useRef<SessionEndWatch>(null)
  const tabs = useRef<BroadcastChannel>(null)
  const atDoor = isAtDoor(pathname)
  const shown = useRef<Shown>({ told, pathname, atDoor, isDismissed: false, over: null })
  Object.assign(shown.current, { told, atDoor })

  useEffect(() => {
    noteEnd(null)
    const own = new SessionEndWatch({
      ask: askServer,
      // What cannot be helped is told once.
      onNear: (next) => setNear(next?.canStay === false && shown.current.isDismissed ? null : next),
      onEnd: (reason) => {
        tabs.current?.postMessage('ended')
        shown.current.over = reason
        if (!shown.current.atDoor) leave(reason)
      },
      onNewSignIns: (count) => count !== shown.current.told && router.refresh(),
    })
    const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL)
    const look = () => void own.look()
    const onVisible = () => document.visibilityState === 'visible' && look()
    channel?.addEventListener('message', look)
    document.addEventListener('visibilitychange', onVisible)
    watch.current = own
    tabs.current = channel
    return () => {
      own.stop()
      channel?.close()
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [router])

  useEffect(() => {
    shown.current.over = null
    shown.current.isDismissed = false
    watch.current?.take(life)
    // Not while signing in: the answer that comes last sets the cookie, and that must be the new session's.
    if (isTokenOld && !shown.current.atDoor) void watch.current?.stay()
  }, [life, isTokenOld])

  useEffect(() => {
    const { over, pathname: before } = shown.current
    if (over && !atDoor) leave(over)
    else if (before !== pathname && !atDoor) watch.current?.touch()
    shown.current.pathname = pathname
  }, [pathname, atDoor])

  async function stay() {
    await watch.current?.stay()
    tabs.current?.postMessage('stayed')
  }

  function dismiss() {
    shown.current.isDismissed = true
    setNear(null)
  }

  return near && !atDoor && <EndDialog near={near} onStay={stay} onDismiss={dismiss} />
}

/** Who is about to sign in (again) is not to be disturbed. */
function isAtDoor(pathname: string): boolean {
  return pathname === '/sign-in' || pathname === '/sign-up'
}

/** Nothing personal stays, not even the pages that Next keeps for the way back; a page that needs an account leads to the sign-in page. */
function leave(reason: EndReason): void {
  noteEnd(reason)
  const url = new URL(window.location.href)
  for (const name of OVER) url.searchParams.delete(name)
  if (url.search === window.location.search) window.location.reload()
  else window.location.replace(url)
}
