import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { parsePeers } from '../../sessions/cluster-url'
import { MODES } from '../../sessions/modes'
import { ENVIRONMENT } from '../../web/environment'
import { ROOT } from '../local/settings'
import { nginxVariables } from '../nginx/render'
import { type Resource, render } from './testing/render'
import { schemaProblems } from './testing/schemas'

const OVERLAYS = path.join(ROOT, 'infra/k8s/overlays')
const names = readdirSync(OVERLAYS)
const rendered = new Map(names.map((name) => [name, render(path.join(OVERLAYS, name))]))
const of = (name: string): Resource[] => rendered.get(name) as Resource[]

type Reference = { name?: string; secretName?: string; key?: string; items?: { key: string }[]; optional?: boolean }
type Container = {
  name: string
  image: string
  ports?: { name: string; containerPort: number }[]
  env?: { name: string; value?: string; valueFrom?: Record<string, Reference> }[]
  envFrom?: Record<string, Reference>[]
  volumeMounts: { name: string }[]
  securityContext: object
  lifecycle?: { preStop: { exec: { command: string[] } } }
} & Record<'startupProbe' | 'livenessProbe' | 'readinessProbe', { httpGet?: { path: string; port: string }; tcpSocket?: { port: string } } | undefined>
type Pod = {
  containers: Container[]
  volumes: { name: string; secret?: Reference; configMap?: Reference }[]
  securityContext: object
  automountServiceAccountToken: boolean
  terminationGracePeriodSeconds: number
}
const podsOf = (resources: Resource[]) =>
  resources.flatMap(({ kind, metadata, spec }) => {
    const template = (spec as { template?: { metadata: { labels: Record<string, string> }; spec: Pod } } | undefined)?.template
    return template ? [{ kind, name: metadata.name, labels: template.metadata.labels, pod: template.spec }] : []
  })
const named = (resources: Resource[], kind: string, name: string) => resources.find((each) => each.kind === kind && each.metadata.name === name)
const dataOf = (resources: Resource[], name: string) => named(resources, 'ConfigMap', name)?.data as Record<string, string>
const webOf = (resources: Resource[]) => podsOf(resources).find(({ name }) => name === 'web')?.pod as Pod

describe("Kubernetes' schemas", () => {
  test.each(names)('%s fits them, every field', (name) => {
    for (const resource of of(name)) expect(schemaProblems(resource), `${resource.kind} ${resource.metadata.name}`).toEqual([])
  })

  const changed = (change: (web: Record<string, never>) => unknown) => {
    const copy = structuredClone(named(of('external-redis'), 'Deployment', 'web')) as Resource & Record<string, never>
    change(copy)
    return schemaProblems(copy)
  }
  test.each([
    ['a field that nobody knows', (web: never) => Object.assign(webSpec(web).strategy, { maxUnavailable: 0 }), '/spec/strategy/maxUnavailable is no field'],
    ['a word for a number', (web: never) => Object.assign(webSpec(web), { minReadySeconds: 'five' }), 'minReadySeconds'],
    ['one that is missing', (web: never) => Object.assign(webSpec(web), { selector: undefined }), 'selector'],
    ['deep in a container', (web: never) => Object.assign(containerOf(web), { readinesProbe: {} }), '/containers/0/readinesProbe is no field'],
    ['in a map of maps', (web: never) => Object.assign(containerOf(web).resources, { limit: {} }), '/resources/limit is no field'],
    ['a kind that there is not', (web: never) => Object.assign(web, { apiVersion: 'apps/v2' }), 'no Deployment in apps/v2'],
  ])('%s is found', (_, change, problem) => {
    expect(changed(change as never).join('\n')).toContain(problem)
  })
  const webSpec = (web: never) => (web as { spec: { strategy: object; template: { spec: Pod } } }).spec
  const containerOf = (web: never) => webSpec(web).template.spec.containers[0] as Container & { resources: object }
})

const hasKubectl = (() => {
  try {
    return execFileSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8', stdio: 'pipe' }).includes('kustomizeVersion')
  } catch {
    return false
  }
})()
test.skipIf(!hasKubectl).each(names)('%s is what kubectl makes of it', (name) => {
  const text = execFileSync('kubectl', ['kustomize', path.join(OVERLAYS, name)], { encoding: 'utf8' })
  // Names of generated ConfigMaps end with a hash there.
  const plain = text.replaceAll(/\b(web-settings|balancer-settings|balancer-files)-[a-z0-9]{10}\b/g, '$1')
  const theirs = parseAllDocuments(plain).map((each) => each.toJS() as Resource)
  const sorted = (all: Resource[]) => [...all].sort((a, b) => `${a.kind} ${a.metadata.name}`.localeCompare(`${b.kind} ${b.metadata.name}`))
  expect(sorted(theirs)).toEqual(sorted(of(name)))
})

describe.each(names)('%s: what is named is there', (name) => {
  const resources = of(name)
  const pods = podsOf(resources)
  const keys = new Set(['database-url', 'nextauth-secret', 'server-actions-key', 'cluster-secret', 'session-keys', 'session-store', 'tls.crt', 'tls.key'])

  test('ConfigMaps and volumes, and of Secrets the keys that the README tells to make', () => {
    const readme = readFileSync(path.join(ROOT, 'infra/k8s/README.md'), 'utf8')
    for (const { pod } of pods) {
      const uses = pod.containers.flatMap(({ env = [], envFrom = [] }) => [...env.flatMap(({ valueFrom }) => (valueFrom ? [valueFrom] : [])), ...envFrom])
      for (const use of [...uses, ...pod.volumes] as Record<string, Reference>[]) {
        const map = use.configMapRef ?? use.configMap ?? use.configMapKeyRef
        if (map) expect(dataOf(resources, map.name as string), map.name).toBeDefined()
        const secret = use.secretKeyRef ?? use.secret
        if (secret) expect(['hopcart', 'hopcart-certificate']).toContain(secret.name ?? secret.secretName)
        for (const key of [secret?.key, ...(secret?.items ?? []).map((item) => item.key)]) {
          if (!key) continue
          expect(keys).toContain(key)
          if (!key.startsWith('tls.')) expect(readme).toContain(key)
        }
      }
      for (const { volumeMounts } of pod.containers)
        for (const mount of volumeMounts) expect(pod.volumes.map((volume) => volume.name)).toContain(mount.name)
    }
    expect(resources.filter(({ kind }) => kind === 'Secret')).toEqual([])
  })

  test('services, budgets, policies and the autoscaler mean pods that there are, and ports that those have', () => {
    const matching = (selector: Record<string, string>) => pods.filter(({ labels }) => Object.entries(selector).every(([key, value]) => labels[key] === value))
    const portsOf = (found: typeof pods) => found.flatMap(({ pod }) => pod.containers.flatMap(({ ports = [] }) => ports.map((port) => port.name)))
    for (const { kind, metadata, spec } of resources as (Resource & { spec: never })[]) {
      const at = `${kind} ${metadata.name}`
      const { selector, ports = [], scaleTargetRef, podSelector } = (spec ?? {}) as Record<string, never> & { ports?: { targetPort: string }[] }
      if (kind === 'Service') {
        expect(matching(selector).length, at).toBe(1)
        for (const { targetPort } of ports) expect(portsOf(matching(selector)), at).toContain(targetPort)
      }
      if (kind === 'PodDisruptionBudget') expect(matching((selector as { matchLabels: Record<string, string> }).matchLabels).length, at).toBe(1)
      if (kind === 'HorizontalPodAutoscaler') {
        const { kind: scaled, name: target } = scaleTargetRef as { kind: string; name: string }
        expect(named(resources, scaled, target), at).toBeDefined()
        expect((named(resources, scaled, target)?.spec as { replicas?: number }).replicas, 'both would say how many').toBeUndefined()
      }
      if (kind === 'NetworkPolicy') {
        const labels = (podSelector as { matchLabels?: Record<string, string> }).matchLabels ?? {}
        expect(matching(labels).length, at).toBeGreaterThan(0)
        const { ingress = [] } = spec as { ingress?: { ports: { port: string }[] }[] }
        for (const rule of ingress) for (const { port } of rule.ports) expect(portsOf(matching(labels)), at).toContain(port)
      }
    }
  })

  test('probes ask for routes that there are, at ports that are named', () => {
    for (const { name: container, ports = [], ...probes } of pods.flatMap(({ pod }) => pod.containers))
      for (const probe of [probes.startupProbe, probes.livenessProbe, probes.readinessProbe]) {
        if (!probe) continue
        const { path: route, port } = { path: undefined, ...(probe.httpGet ?? probe.tcpSocket) } as { path?: string; port: string }
        expect(ports.map((each) => each.name)).toContain(port)
        if (route) expect(existsSync(path.join(ROOT, 'app', route, 'route.ts')), `${container}: ${route}`).toBe(true)
      }
  })

  test('every pod fits the restricted standard and has its image and time to end', () => {
    for (const { kind, pod } of pods) {
      expect(pod.automountServiceAccountToken).toBe(false)
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      for (const { securityContext, image } of pod.containers) {
        expect(securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } })
        expect(image, 'named with a tag').toMatch(/:[\w.]+$/)
      }
      if (kind === 'Deployment') {
        const waits = Math.max(...pod.containers.map(({ lifecycle }) => Number(lifecycle?.preStop.exec.command[1])))
        expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(waits + 19)
      }
    }
  })

  test('the replicas would start with these settings, and the balancer has the table of modes', () => {
    const settings = dataOf(resources, 'web-settings')
    const given = webOf(resources).containers[0]?.env ?? []
    const env = new Map(given.map((each) => [each.name, each.value?.replace('$(NAMESPACE)', 'hopcart')]))
    const store = settings.SESSION_STORE ?? (env.has('SESSION_STORE') ? 'redis://redis:6379' : undefined)
    const secret = 'a'.repeat(32)
    const start = {
      ...settings,
      DATABASE_URL: 'postgres://a:b@db/c',
      SESSION_STORE: store,
      CLUSTER_PEERS: env.get('CLUSTER_PEERS'),
      CLUSTER_SECRET: secret,
      SESSION_KEYS: Buffer.alloc(32).toString('base64'),
      NEXTAUTH_SECRET: secret,
      AUTH_TRUST_HOST: '1',
    }
    expect(ENVIRONMENT.safeParse(start).error).toBeUndefined()
    for (const key of Object.keys(settings)) expect(Object.keys(ENVIRONMENT.shape)).toContain(key)
    const { MODE, DEFAULT_MODE, LAB_MODES, POOLS } = dataOf(resources, 'balancer-settings')
    const wanted = nginxVariables({ runDirectory: '', accessLog: '', listen: [], replicas: [], mode: '' })
    expect({ DEFAULT_MODE, LAB_MODES, POOLS }).toEqual({ DEFAULT_MODE: wanted.DEFAULT_MODE, LAB_MODES: wanted.LAB_MODES, POOLS: wanted.POOLS })
    expect(MODES.map((mode) => mode.name)).toContain(MODE)
  })
})

test.each(['replicated', 'primary-backup'])('%s: the members find each other by a service that names also those that are not ready', (name) => {
  const peers = named(of(name), 'Service', 'peers')?.spec
  expect(peers).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true, ports: [{ port: 7600 }] })
  const [container] = webOf(of(name)).containers
  const value = container?.env?.find((each) => each.name === 'CLUSTER_PEERS')?.value ?? ''
  expect(parsePeers(value.replace('$(NAMESPACE)', 'hopcart'))).toEqual({ kind: 'dns', name: 'peers.hopcart.svc.cluster.local', port: 7600 })
  const order = container?.env?.map((each) => each.name) ?? []
  expect(order.indexOf('NAMESPACE'), 'a variable is known to those after it only').toBeLessThan(order.indexOf('CLUSTER_PEERS'))
})

test('the balancer gets every file that its script reads', () => {
  const files = readdirSync(path.join(ROOT, 'infra/nginx')).filter((file) => /\.(conf|template|sh)$/.test(file))
  expect(Object.keys(dataOf(of('external-redis'), 'balancer-files')).sort()).toEqual(files.sort())
})
