import { inject } from 'vitest'
import { describeSessionStore } from '../contract'
import { openPostgresStore } from './postgres'

describeSessionStore('postgres', {
  openPair: (options) => [openPostgresStore(inject('databaseUrl'), options), openPostgresStore(inject('databaseUrl'), options)],
})
