/**
 * What Kubernetes' own schemas say of a resource (npm `kubernetes-models`, made of its OpenAPI documents). They allow fields that they do not know; an API
 * server drops those, or refuses them, so here they are mistakes.
 *
 * @module
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

type Resource = { readonly apiVersion: string; readonly kind: string }
type Kinds = Readonly<Record<string, { readonly prototype: { validate(): void } } | undefined>>

/** What is wrong with a resource, a line each; empty when it is right. */
export function schemaProblems(resource: Resource): string[] {
  const { apiVersion, kind } = resource
  const model = kindsOf(apiVersion)[kind]
  if (!model) return [`there is no ${kind} in ${apiVersion}`]
  const asked = new Asked()
  try {
    model.prototype.validate.call(asked.watch(resource))
  } catch (error) {
    return [(error as Error).message]
  }
  return asked.unasked(resource)
}

function kindsOf(apiVersion: string): Kinds {
  try {
    return require(`kubernetes-models/${apiVersion}`) as Kinds
  } catch {
    return {}
  }
}

/** Which properties of a value and of what is in it somebody has asked for: a schema asks for each that it knows, and for no other. */
class Asked {
  readonly #keys = new Map<object, Set<PropertyKey>>()
  readonly #proxies = new Map<object, object>()

  watch<T>(value: T): T {
    if (value === null || typeof value !== 'object') return value
    const known = this.#proxies.get(value)
    if (known) return known as T
    const keys = new Set<PropertyKey>()
    const proxy = new Proxy(value, {
      get: (target, key) => {
        keys.add(key)
        return this.watch(Reflect.get(target, key))
      },
    })
    this.#keys.set(value, keys)
    this.#proxies.set(value, proxy)
    return proxy
  }

  unasked(value: unknown, at = ''): string[] {
    if (value === null || typeof value !== 'object') return []
    const keys = this.#keys.get(value)
    return Object.entries(value).flatMap(([key, each]) =>
      keys?.has(key) ? this.unasked(each, `${at}/${key}`) : [`${at}/${key} is no field that Kubernetes knows`],
    )
  }
}
