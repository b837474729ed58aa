import { labState } from '@/lab/state/lab-state'
import { presented } from '@/lab/state/presented'
import { visit } from '@/lab/state/visit'
import { openedStores } from '@/sessions/request'
import { json } from '@/web/http/handlers'
import { labHandlers } from '@/web/http/lab-handlers'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = labHandlers({
  GET: async ({ request, session }) => {
    const since = new URL(request.url).searchParams.get('since')
    const [visitor, sent] = await Promise.all([visit(), presented()])
    return json(await labState({ mode: session.mode, ...sent, visitor, since }, openedStores()))
  },
})
