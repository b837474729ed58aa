import { hashPassword } from '../../auth/passwords'
import { connect } from '../../shop/connect'
import { desk } from './catalogue/desk'
import { kitchen } from './catalogue/kitchen'
import { light } from './catalogue/light'
import { room } from './catalogue/room'
import { sit } from './catalogue/sit'
import { sound } from './catalogue/sound'

/** The whole range, in the order of the shop. */
export const catalogue = [...light, ...kitchen, ...sit, ...desk, ...sound, ...room]

/** The accounts of a demonstration; they exist only where DEMO=1. */
const DEMO_ACCOUNTS = [
  { email: 'demo@example.com', name: 'Demo Shopper' },
  { email: 'second@example.com', name: 'Second Shopper' },
]
const DEMO_PASSWORD = 'hopcart-demo'

/**
 * Fills the catalogue, and with `demo` the demo accounts. May run again: what is there keeps its stock, its orders and its
 * passwords, only texts and prices follow the code.
 */
export async function seed(databaseUrl: string, options: { demo: boolean }): Promise<{ products: number }> {
  const prisma = connect(databaseUrl)
  try {
    for (const [position, { stock, ...item }] of catalogue.entries())
      await prisma.product.upsert({ where: { id: item.id }, create: { ...item, stock, position }, update: { ...item, position } })
    if (options.demo)
      for (const account of DEMO_ACCOUNTS)
        await prisma.user.upsert({
          where: { email: account.email },
          create: { ...account, passwordHash: await hashPassword(DEMO_PASSWORD) },
          update: {},
        })
    return { products: catalogue.length }
  } finally {
    await prisma.$disconnect()
  }
}
