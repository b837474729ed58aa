import { after } from 'next/server'
import { json } from '@/web/http/handlers'
import { labHandlers } from '@/web/http/lab-handlers'
import { breakSomething, mend } from '@/web/lab/faults'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = labHandlers({
  // A replica that is to crash answers first.
  POST: async ({ request, session }) => json(await breakSomething(request, session.mode, after), 201),
  DELETE: async ({ request }) => json({ faults: await mend(request) }),
})
