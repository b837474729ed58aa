import { describeSessionStore } from '../contract'
import { openStatelessStore } from './stateless'
import { throughBrowser } from './stateless/browser'
import { SKIPS } from './stateless/skips'
import { newKeys } from './stateless/testing'

describeSessionStore('stateless', {
  openPair: (options) => {
    const keys = newKeys()
    const cookies = new Map<string, string>()
    return [throughBrowser(openStatelessStore(keys, options), cookies), throughBrowser(openStatelessStore(keys, options), cookies)]
  },
  skips: SKIPS,
})
