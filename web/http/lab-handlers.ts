import { isLab } from '@/sessions/request'
import { handlers } from './handlers'
import { nowhere } from './unknown-route'

/** The exports of a route file that is there in the lab only; elsewhere there is no such call, whatever the method. */
export function labHandlers(own: Parameters<typeof handlers>[0]): ReturnType<typeof handlers> {
  const here = handlers(own)
  const methods = Object.keys(here) as (keyof typeof here)[]
  const entries = methods.map((method) => {
    const answer: (typeof here)[typeof method] = (request, context) => (isLab() ? here : nowhere)[method](request, context)
    return [method, answer]
  })
  return Object.fromEntries(entries) as typeof here
}
