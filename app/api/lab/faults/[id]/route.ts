import { json } from '@/web/http/handlers'
import { labHandlers } from '@/web/http/lab-handlers'
import { mend } from '@/web/lab/faults'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = labHandlers({
  DELETE: async ({ params }) => json({ faults: await mend(String(params.id)) }),
})
