import { afterAll } from 'vitest'
import { describeSessionStore } from '../../contract'
import { ClusterProcesses } from './testing/cluster-processes'

const started: ClusterProcesses[] = []
afterAll(async () => {
  await Promise.all(started.map((cluster) => cluster.stop()))
})

// Three members in processes of their own; each call goes to another one than the call before.
for (const design of ['replicated', 'primary-backup'] as const)
  describeSessionStore(design, {
    openPair: async ({ clockOffsetMs, ...options }) => {
      const cluster = await ClusterProcesses.start(3, { design, ...options })
      started.push(cluster)
      return [cluster.store(clockOffsetMs), cluster.store(clockOffsetMs)]
    },
  })
