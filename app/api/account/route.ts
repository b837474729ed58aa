import { readJson } from '@/app/_http/body'
import { handlers, json } from '@/app/_http/handlers'
import { createAccount } from '@/shop/accounts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  POST: async ({ request }) => json({ user: await createAccount(await readJson(request)) }, 201),
})
