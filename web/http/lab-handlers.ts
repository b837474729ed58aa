import { isLab } from '@/sessions/request'
import { handlers } from './handlers'
import { nowhere } from './unknown-route'

type Handlers = ReturnType<typeof handlers>

/** {@link handlers} that exist in the lab only: elsewhere their address is one at which there is nothing, whatever the method. */
export function labHandlers(own: Parameters<typeof handlers>[0]): Handlers {
  const inLab = handlers(own)
  const methods = Object.keys(inLab) as (keyof Handlers)[]
  return Object.fromEntries(
    methods.map((method) => [method, (...call: Parameters<Handlers['GET']>) => (isLab() ? inLab : nowhere)[method](...call)]),
  ) as Handlers
}
