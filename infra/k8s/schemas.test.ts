import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { type Container, named, names, OVERLAYS, of, type Pod } from './testing/overlays'
import type { Resource } from './testing/render'
import { schemaProblems } from './testing/schemas'

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
    [
      'a field that nobody knows',
      (web: never) => Object.assign(webSpec(web).strategy, { maxUnavailable: 0 }),
      '/spec/strategy/maxUnavailable is no field',
    ],
    ['a word for a number', (web: never) => Object.assign(webSpec(web), { minReadySeconds: 'five' }), 'minReadySeconds'],
    ['one that is missing', (web: never) => Object.assign(webSpec(web), { selector: undefined }), 'selector'],
    [
      'deep in a container',
      (web: never) => Object.assign(containerOf(web), { readinesProbe: {} }),
      '/containers/0/readinesProbe is no field',
    ],
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
    return execFileSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8', stdio: 'pipe' }).includes(
      'kustomizeVersion',
    )
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
