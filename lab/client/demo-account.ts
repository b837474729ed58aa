/** Seeded in every lab with DEMO=1. */
export const DEMO_ACCOUNT = { email: 'demo@example.com', password: 'hopcart-demo' } as const
