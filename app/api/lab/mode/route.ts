import { z } from 'zod'
import { isMode } from '@/sessions'
import { openedStores } from '@/sessions/request'
import { parseInput } from '@/shop/input'
import { readJson } from '@/web/http/body'
import { json } from '@/web/http/handlers'
import { labHandlers } from '@/web/http/lab-handlers'
import { setPreference } from '@/web/http/preference'

const input = z.object({
  mode: z
    .string({ error: 'Name the mode.' })
    .refine((name) => isMode(name) && openedStores().has(name), { error: 'There is no such mode here. The README lists them all.' }),
})

/** `POST {mode}`: the mode of this browser's next pages, as the Lab bar sets it. The Lab's page itself asks each time by header. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = labHandlers({
  POST: async ({ request }) => {
    const { mode } = parseInput(input, await readJson(request))
    await setPreference('mode', mode)
    return json({ mode })
  },
})
