/** What the numbers of clusters mean: a counter only goes up, a gauge is what is now. By the name in `ClusterStore.counters()`. */
export const CLUSTER_FAMILIES: Readonly<Record<string, readonly [type: 'counter' | 'gauge', help: string]>> = {
  framesSent: ['counter', 'Frames sent to other replicas.'],
  framesReceived: ['counter', 'Frames received from other replicas.'],
  bytesSent: ['counter', 'Bytes sent to other replicas.'],
  bytesReceived: ['counter', 'Bytes received from other replicas.'],
  connectionsOpened: ['counter', 'Connections to other replicas that were opened.'],
  connectionsRefused: ['counter', 'Connections that did not prove the secret.'],
  framesRefusedOversized: ['counter', 'Frames refused because of their size.'],
  framesRefusedGarbage: ['counter', 'Frames refused because they could not be read.'],
  framesRefusedUnauthentic: ['counter', 'Frames refused because they were not sealed by a replica.'],
  callsTimedOut: ['counter', 'Calls that another replica did not answer in time.'],
}

/** Everything that is told of one name. */
export type Family = {
  /** As Prometheus names it: `hopcart_session_frames_sent_total`. */
  readonly name: string
  /** `untyped` where nobody has said what it is. */
  readonly type: 'counter' | 'gauge' | 'untyped'
  readonly help: string
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
}

/**
 * Writes families in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
 * @example exposition([{ name: 'up', type: 'gauge', help: 'Is it?', samples: [{ labels: {}, value: 1 }] }])
 */
export function exposition(families: readonly Family[]): string {
  const lines = families.flatMap(({ name, type, help, samples }) => [
    `# HELP ${name} ${escaped(help)}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${numberText(value)}`),
  ])
  return lines.map((line) => `${line}\n`).join('')
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`)
  return all.length === 0 ? '' : `{${all.join(',')}}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}
