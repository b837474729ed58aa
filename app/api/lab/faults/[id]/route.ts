import { json } from '@/web/http/handlers'
import { mend } from '@/web/lab/faults'
import { labHandlers } from '@/web/http/lab-handlers'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = labHandlers({
  DELETE: async ({ params }) => json({ faults: await mend(String(params.id)) }),
})
