import { labCall } from '@/lab/state/internal-call'
import { nowhere } from '@/web/http/unknown-route'
import { internalCall } from '@/web/internal/call'

export const { GET, HEAD, PUT, PATCH, DELETE, OPTIONS } = nowhere
export const POST = internalCall((body) => labCall(body))
