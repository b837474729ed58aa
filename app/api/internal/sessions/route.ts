import { nowhere } from '@/web/http/unknown-route'
import { internalCall } from '@/web/internal/call'
import { sessionsCall } from '@/web/internal/sessions'

export const { GET, HEAD, PUT, PATCH, DELETE, OPTIONS } = nowhere
export const POST = internalCall((body) => sessionsCall(body))
