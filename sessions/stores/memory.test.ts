import { describeSessionStore } from '../contract'
import { openMemoryStore } from './memory'

describeSessionStore('memory', {
  openPair: (options) => {
    const store = openMemoryStore(options)
    return [store, store]
  },
})
