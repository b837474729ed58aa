import type { DemoAccount } from './demo-accounts'

const PASSWORD = 'hopcart-demo'

/** The accounts that a demonstration stack is seeded with; none anywhere else. */
export function demoAccounts(): DemoAccount[] {
  return process.env.DEMO === '1' ? ['demo@example.com', 'second@example.com'].map((email) => ({ email, password: PASSWORD })) : []
}
