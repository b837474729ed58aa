import { json } from '@/web/http/handlers'
import { labHandlers } from '@/web/http/lab-handlers'
import { mend } from '@/web/lab/faults'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = labHandlers({
  DELETE: async ({ request, params }) => json({ faults: await mend(request, String(params.id)) }),
})
