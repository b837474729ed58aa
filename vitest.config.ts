import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take long, longest first; vitest knows that only of its last run, and goes by the size of a file before there was one. */
const LONG = [
  'sessions/stores/cluster/histories',
  'infra/local/launcher',
  'sessions/stores/redis/cluster-failover',
  'sessions/stores/cluster/faults',
  'infra/nginx/failures',
  'sessions/stores/redis/failover',
  'sessions/stores/cluster/contract',
  'prisma/migrate-deploy',
]

/** Where a file comes: the higher, the sooner; 0 for one that is not known to be long. */
function rank({ moduleId }: TestSpecification): number {
  const at = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
  return at < 0 ? 0 : LONG.length - at
}

/** The order of files in a run: those that take long begin first, so that no worker is left alone with one at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => rank(other) - rank(one))
  }
}

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.next/**', '.data/**'],
    globalSetup: './infra/testing/vitest-services.ts',
    // Many tests wait for servers more than they work: two cores are not left to one file at a time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // Real servers on a busy machine: a test that needs longer than this is stuck.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    dangerouslyIgnoreUnhandledErrors: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
})
