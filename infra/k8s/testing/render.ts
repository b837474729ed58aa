/**
 * What `kubectl kustomize` makes of the folders here, for machines without it: resources, generated ConfigMaps and strategic merge patches, as far as they
 * are used here; anything else in a kustomization is refused. Where kubectl is there, manifests.test.ts compares the two.
 *
 * @module
 */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parse, parseAllDocuments } from 'yaml'

export type Resource = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> }
  readonly [field: string]: unknown
}
type Generator = { name: string; behavior?: 'merge'; literals?: string[]; files?: string[] }
type Image = { name: string; newName: string; newTag: string }
type Kustomization = {
  resources?: string[]
  configMapGenerator?: Generator[]
  patches?: { path: string }[]
  images?: Image[]
  namespace?: string
}

const KNOWN = new Set(['apiVersion', 'kind', 'resources', 'configMapGenerator', 'patches', 'images', 'namespace'])
/** What tells the entries of a list apart when it is merged, by the list's name. @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ (patch strategy) */
const KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  env: 'name',
  volumes: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
}

/** The resources of a folder, without the hashes that kustomize adds to the names of what it generates. @throws Error for what does not fit together */
export function render(folder: string): Resource[] {
  const file = path.join(folder, 'kustomization.yaml')
  const own = parse(readFileSync(file, 'utf8')) as Kustomization
  const unknown = Object.keys(own).filter((key) => !KNOWN.has(key))
  if (unknown.length > 0) throw new Error(`${file} has ${unknown.join(', ')}, which is not rendered here`)
  const resources = (own.resources ?? []).flatMap((each) => {
    const at = path.join(folder, each)
    return statSync(at).isDirectory() ? render(at) : documents(at)
  })
  for (const generator of own.configMapGenerator ?? []) generate(resources, folder, generator)
  for (const { path: patch } of own.patches ?? [])
    for (const change of documents(path.join(folder, patch))) {
      const index = resources.findIndex((each) => each.kind === change.kind && each.metadata.name === change.metadata.name)
      if (index < 0) throw new Error(`${patch} changes ${change.kind} ${change.metadata.name}, which is not there`)
      resources[index] = merged(resources[index], change) as Resource
    }
  const named = resources.map((each) => withImages(each, own.images ?? []) as Resource)
  const { namespace } = own
  if (!namespace) return named
  return named.map((each) => (each.kind === 'Namespace' ? each : { ...each, metadata: { ...each.metadata, namespace } }))
}

function documents(file: string): Resource[] {
  return parseAllDocuments(readFileSync(file, 'utf8'), { merge: true, version: '1.1' }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]
    return document.toJS() as Resource
  })
}

function generate(resources: Resource[], folder: string, { name, behavior, literals = [], files = [] }: Generator): void {
  const data = Object.fromEntries([
    ...literals.map((literal) => [literal.slice(0, literal.indexOf('=')), literal.slice(literal.indexOf('=') + 1)]),
    ...files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
  ]) as Record<string, string>
  const index = resources.findIndex((each) => each.kind === 'ConfigMap' && each.metadata.name === name)
  if (behavior === 'merge' ? index < 0 : index >= 0)
    throw new Error(`${folder}: the ConfigMap ${name} is ${index < 0 ? 'not ' : ''}there already`)
  const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }
  if (index < 0) resources.push(made)
  else resources[index] = merged(resources[index], made) as Resource
}

function merged(old: unknown, change: unknown, list = ''): unknown {
  if (Array.isArray(old) && Array.isArray(change)) {
    const key = KEYS[list]
    if (!key) return change
    const idOf = (each: Record<string, unknown>) => each[key] ?? each.port
    const kept = old.map((each) => {
      const its = change.find((other) => idOf(other) === idOf(each))
      return its ? merged(each, its) : each
    })
    return [...change.filter((other) => !old.some((each) => idOf(each) === idOf(other))), ...kept]
  }
  if (!isMap(old) || !isMap(change)) return change
  const changed = Object.entries(change).map(([key, value]) => [key, key in old ? merged(old[key], value, key) : value])
  return { ...old, ...Object.fromEntries(changed) }
}

function withImages(value: unknown, images: readonly Image[]): unknown {
  if (Array.isArray(value)) return value.map((each) => withImages(each, images))
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const image = key === 'image' ? images.find(({ name }) => name === each) : undefined
      return [key, image ? `${image.newName}:${image.newTag}` : withImages(each, images)]
    }),
  )
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
