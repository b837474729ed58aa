import { connection } from 'next/server'
import { isLab } from '@/sessions/request'
import { handlers } from '@/web/http/handlers'
import { nowhere } from '@/web/http/unknown-route'

/** As `handlers`, for a call of the Lab's page, which there is in the lab only: everywhere else it is answered like any that there is not. */
export function labHandlers(own: Parameters<typeof handlers>[0]): ReturnType<typeof handlers> {
  const inside = handlers(own, { looks: 'cookie' })
  const entries = Object.entries(inside).map(([method, handle]): [string, typeof handle] => [
    method,
    async (request, context) => {
      await connection() // a build has no lab, and must not settle it for all
      return (isLab() ? handle : nowhere[method as keyof typeof nowhere])(request, context)
    },
  ])
  return Object.fromEntries(entries) as ReturnType<typeof handlers>
}
