import { thief } from '@/lab/thief/thief'
import { readJson } from '@/web/http/body'
import { json } from '@/web/http/handlers'
import { labHandlers } from '@/web/http/lab-handlers'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = labHandlers({
  POST: async ({ request }) => json(await thief(await readJson(request))),
})
