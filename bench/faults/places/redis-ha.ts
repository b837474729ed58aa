import { openRedisStore } from '../../../sessions/stores/redis'
import { startTestSentinel } from '../../../sessions/stores/redis/test-sentinel'
import type { Fault, Place } from '../place'

const DOWN_MS = 5_000
/** Of nobody: whoever connects anew to the cut-off master does not know it. */
const WORD = 'cut-off'
