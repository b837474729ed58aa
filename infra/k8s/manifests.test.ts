import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parsePeers } from '../../sessions/cluster-url'
import { MODES } from '../../sessions/modes'
import { ENVIRONMENT } from '../../web/environment'
import { ROOT } from '../local/settings'
import { nginxVariables } from '../nginx/render'
import { dataOf, type Labels, named, names, of, podsOf, type Reference, type Spec, webOf } from './testing/overlays'
import type { Resource } from './testing/render'

describe.each(names)('%s: what is named is there', (name) => {
  const resources = of(name)
  const pods = podsOf(resources)
  const keys = new Set([
    'database-url',
    'nextauth-secret',
    'server-actions-key',
    'cluster-secret',
    'session-keys',
    'session-store',
    'tls.crt',
    'tls.key',
  ])

  test('ConfigMaps and volumes, and of Secrets the keys that the README tells to make', () => {
    const readme = readFileSync(path.join(ROOT, 'infra/k8s/README.md'), 'utf8')
    for (const { pod } of pods) {
      const uses = pod.containers.flatMap(({ env = [], envFrom = [] }) => [
        ...env.flatMap(({ valueFrom }) => (valueFrom ? [valueFrom] : [])),
        ...envFrom,
      ])
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
    const matching = (selector: Record<string, string>) =>
      pods.filter(({ labels }) => Object.entries(selector).every(([key, value]) => labels[key] === value))
    const portsOf = (found: typeof pods) =>
      found.flatMap(({ pod }) => pod.containers.flatMap(({ ports = [] }) => ports.map((port) => port.name)))
    for (const { kind, metadata, spec } of resources as (Resource & { spec?: Spec })[]) {
      const at = `${kind} ${metadata.name}`
      if (kind === 'Service') {
        const { selector, ports } = spec as Spec & { selector: Labels }
        expect(matching(selector).length, at).toBe(1)
        for (const { targetPort } of ports ?? []) expect(portsOf(matching(selector)), at).toContain(targetPort)
      }
      if (kind === 'PodDisruptionBudget')
        expect(matching((spec as { selector: { matchLabels: Labels } }).selector.matchLabels).length, at).toBe(1)
      if (kind === 'HorizontalPodAutoscaler') {
        const found = named(resources, spec?.scaleTargetRef?.kind ?? '', spec?.scaleTargetRef?.name ?? '')
        expect(found, at).toBeDefined()
        expect(found?.spec, 'both would say how many').not.toHaveProperty('replicas')
      }
      if (kind === 'NetworkPolicy') {
        const labels = spec?.podSelector?.matchLabels ?? {}
        expect(matching(labels).length, at).toBeGreaterThan(0)
        for (const rule of spec?.ingress ?? []) for (const { port } of rule.ports) expect(portsOf(matching(labels)), at).toContain(port)
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
    expect({ DEFAULT_MODE, LAB_MODES, POOLS }).toEqual({
      DEFAULT_MODE: wanted.DEFAULT_MODE,
      LAB_MODES: wanted.LAB_MODES,
      POOLS: wanted.POOLS,
    })
    expect(MODES.map((mode) => mode.name)).toContain(MODE)
  })
})

test.each(['replicated', 'primary-backup'])(
  '%s: the members find each other by a service that names also those that are not ready',
  (name) => {
    const peers = named(of(name), 'Service', 'peers')?.spec
    expect(peers).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true, ports: [{ port: 7600 }] })
    const [container] = webOf(of(name)).containers
    const value = container?.env?.find((each) => each.name === 'CLUSTER_PEERS')?.value ?? ''
    expect(parsePeers(value.replace('$(NAMESPACE)', 'hopcart'))).toEqual({
      kind: 'dns',
      name: 'peers.hopcart.svc.cluster.local',
      port: 7600,
    })
    const order = container?.env?.map((each) => each.name) ?? []
    expect(order.indexOf('NAMESPACE'), 'a variable is known to those after it only').toBeLessThan(order.indexOf('CLUSTER_PEERS'))
  },
)

test('the balancer gets every file that its script reads', () => {
  const files = readdirSync(path.join(ROOT, 'infra/nginx')).filter((file) => /\.(conf|template|sh)$/.test(file))
  expect(Object.keys(dataOf(of('external-redis'), 'balancer-files')).sort()).toEqual(files.sort())
})
