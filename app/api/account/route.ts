import { createAccount } from '@/shop/accounts'
import { readJson } from '@/web/http/body'
import { handlers, json } from '@/web/http/handlers'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  POST: async ({ request }) => json({ user: await createAccount(await readJson(request)) }, 201),
})
