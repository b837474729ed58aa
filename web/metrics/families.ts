/**
 * What the numbers of clusters mean: a counter only goes up, a gauge is what is now. By the names in `ClusterStore.counters()`, in lower case
 * with underscores.
 */
export const CLUSTER_FAMILIES: Readonly<Record<string, readonly [type: 'counter' | 'gauge', help: string]>> = {
  sessions_primary: ['gauge', 'Sessions that this replica decides on.'],
  sessions_backup: ['gauge', 'Sessions of which this replica has a copy.'],
  session_bytes: ['gauge', 'Bytes of memory that sessions take here.'],
  members: ['gauge', 'Replicas that take part, this one included.'],
  members_lost: ['gauge', 'Replicas that do not answer and may come back.'],
  epoch: ['gauge', 'Number of the present view of who takes part.'],
  lag_now_ms: ['gauge', 'Milliseconds from a change to its acknowledgement by another replica: median of the last ten.'],
  lag_p50_ms: ['gauge', 'Milliseconds from a change to its acknowledgement by another replica: median of the last.'],
  lag_p99_ms: ['gauge', 'Milliseconds from a change to its acknowledgement by another replica: 99th percentile of the last.'],
  changes: ['counter', 'Changes that this replica has decided on.'],
  acknowledgements: ['counter', 'Acknowledgements of changes by other replicas.'],
  unacknowledged: ['counter', 'Waits for an acknowledgement that ended without one.'],
  fenced: ['counter', 'Changes refused by a replica with a later view.'],
  forwarded: ['counter', 'Calls sent on to the replica that decides.'],
  pulls: ['counter', 'Sessions fetched because something of them was missing here.'],
  repairs: ['counter', 'Sessions that a comparison found different.'],
  takeovers: ['counter', 'Partitions of sessions that came to this replica to decide on.'],
  frames_sent: ['counter', 'Frames sent to other replicas.'],
  frames_received: ['counter', 'Frames received from other replicas.'],
  bytes_sent: ['counter', 'Bytes sent to other replicas.'],
  bytes_received: ['counter', 'Bytes received from other replicas.'],
  connections_opened: ['counter', 'Connections between replicas that were opened.'],
  connections_refused: ['counter', 'Connections that did not prove the secret.'],
  frames_refused_oversized: ['counter', 'Frames refused because of their size.'],
  frames_refused_garbage: ['counter', 'Frames refused because they could not be read.'],
  frames_refused_unauthentic: ['counter', 'Frames refused because they were not sealed by a replica, or were altered.'],
  calls_timed_out: ['counter', 'Calls that another replica did not answer in time.'],
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
