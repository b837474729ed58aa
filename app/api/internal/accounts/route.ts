import { nowhere } from '@/web/http/unknown-route'
import { accountsCall } from '@/web/internal/accounts'
import { internalCall } from '@/web/internal/call'

export const { GET, HEAD, PUT, PATCH, DELETE, OPTIONS } = nowhere
export const POST = internalCall((body) => accountsCall(body))
