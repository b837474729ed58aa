/**
 * What Kubernetes' own schemas say of a resource (npm `kubernetes-models`, made of its OpenAPI documents). They allow fields that they do not know; an API
 * server drops those, or refuses them, so here they are mistakes.
 *
 * @module
 */
import * as apps from 'kubernetes-models/apps/v1'
import * as autoscaling from 'kubernetes-models/autoscaling/v2'
import * as batch from 'kubernetes-models/batch/v1'
import * as networking from 'kubernetes-models/networking.k8s.io/v1'
import * as policy from 'kubernetes-models/policy/v1'
import * as core from 'kubernetes-models/v1'

type Resource = { readonly apiVersion: string; readonly kind: string }
type Kinds = Readonly<Record<string, { readonly prototype: { validate(): void } } | undefined>>

const GROUPS: Readonly<Record<string, Kinds | undefined>> = {
  v1: core as unknown as Kinds,
  'apps/v1': apps as unknown as Kinds,
  'autoscaling/v2': autoscaling as unknown as Kinds,
  'batch/v1': batch as unknown as Kinds,
  'networking.k8s.io/v1': networking as unknown as Kinds,
  'policy/v1': policy as unknown as Kinds,
}

/** What is wrong with a resource, a line each; empty when it is right. */
export function schemaProblems(resource: Resource): string[] {
  const { apiVersion, kind } = resource
  const model = GROUPS[apiVersion]?.[kind]
  if (!model) return [`there is no ${kind} in ${apiVersion}`]
  const asked = new Asked()
  try {
    model.prototype.validate.call(asked.watch(resource))
  } catch (error) {
    return [(error as Error).message]
  }
  return asked.unasked(resource)
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
