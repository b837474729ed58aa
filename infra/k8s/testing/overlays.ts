/** The overlays as they come out, and what tests look for in them. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../local/settings'
import { type Resource, render } from './render'

export const OVERLAYS = path.join(ROOT, 'infra/k8s/overlays')
export const names = readdirSync(OVERLAYS)
const rendered = new Map(names.map((name) => [name, render(path.join(OVERLAYS, name))]))
export const of = (name: string): Resource[] => rendered.get(name) as Resource[]

export type Reference = { name?: string; secretName?: string; key?: string; items?: { key: string }[]; optional?: boolean }
export type Container = {
  name: string
  image: string
  ports?: { name: string; containerPort: number }[]
  env?: { name: string; value?: string; valueFrom?: Record<string, Reference> }[]
  envFrom?: Record<string, Reference>[]
  volumeMounts: { name: string }[]
  securityContext: object
  lifecycle?: { preStop: { exec: { command: string[] } } }
} & Record<
  'startupProbe' | 'livenessProbe' | 'readinessProbe',
  { httpGet?: { path: string; port: string }; tcpSocket?: { port: string } } | undefined
>
export type Pod = {
  containers: Container[]
  volumes: { name: string; secret?: Reference; configMap?: Reference }[]
  securityContext: object
  automountServiceAccountToken: boolean
  terminationGracePeriodSeconds: number
}
export const podsOf = (resources: Resource[]) =>
  resources.flatMap(({ kind, metadata, spec }) => {
    const template = (spec as { template?: { metadata: { labels: Record<string, string> }; spec: Pod } } | undefined)?.template
    return template ? [{ kind, name: metadata.name, labels: template.metadata.labels, pod: template.spec }] : []
  })
export const named = (resources: Resource[], kind: string, name: string) =>
  resources.find((each) => each.kind === kind && each.metadata.name === name)
export const dataOf = (resources: Resource[], name: string) => named(resources, 'ConfigMap', name)?.data as Record<string, string>
export const webOf = (resources: Resource[]) => podsOf(resources).find(({ name }) => name === 'web')?.pod as Pod

export type Labels = Record<string, string>
export type Spec = {
  selector?: Labels | { matchLabels: Labels }
  ports?: { targetPort: string }[]
  scaleTargetRef?: { kind: string; name: string }
  podSelector?: { matchLabels?: Labels }
  ingress?: { ports: { port: string }[] }[]
}
