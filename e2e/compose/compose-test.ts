import type { ComposeStack } from '../../infra/docker/compose-stack'
import { Client } from '../support/client'
import { test as base } from '../support/test'

type Fixtures = {
  /** The stack, which is one of containers here. */
  containers: ComposeStack
  /** A client that comes over https. */
  secureClient: Client
}

export const test = base.extend<Fixtures>({
  containers: async ({ stack }, use) => use(stack as ComposeStack),
  secureClient: async ({ containers }, use) => use(new Client(containers.tlsUrl)),
})

export { expect } from '@playwright/test'
