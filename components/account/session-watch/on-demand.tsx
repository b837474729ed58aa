'use client'

import dynamic from 'next/dynamic'

/* The layout's scripts are loaded by everybody; these only by those whom they concern. */
export const SessionEnd = dynamic(async () => (await import('./session-end')).SessionEnd)
export const NewSignIns = dynamic(async () => (await import('./new-sign-ins')).NewSignIns)
export const EndedNotice = dynamic(async () => (await import('./ended-notice')).EndedNotice)
