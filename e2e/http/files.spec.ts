import { expectHardened } from '../support/problem'
import { LAMP } from '../support/story'
import { expect, test } from '../support/test'

test('files: typed, not sniffed, cached by their hash, without a cookie', async ({ client }) => {
  const { text } = await client.get('/')
  const files = [...text.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)].map(([, file = '']) => file)
  expect(files.length).toBeGreaterThan(3)
  for (const file of new Set([...files, '/products/dome-lamp.svg', '/icon.svg', '/favicon.ico'])) {
    const reply = await client.get(file)
    expect(reply.status, file).toBe(200)
    expectHardened(reply, file)
    expect(reply.headers['content-type'], file).toMatch(
      file.endsWith('.js') ? /javascript/ : file.endsWith('.css') ? /css/ : /font|svg|image/,
    )
    if (file.startsWith('/_next')) expect(reply.headers['cache-control'], file).toMatch(/max-age=31536000, immutable/)
    if (file.startsWith('/products')) expect(reply.headers['cache-control'], file).toMatch(/^public, max-age=604800/)
    expect(reply.headers['set-cookie'], file).toBeUndefined()
  }
})

test('pictures are drawn under the policies', async ({ page }) => {
  await page.goto(`/products/${LAMP.slug}`)
  const picture = page.getByRole('main').locator(`img[src$="/${LAMP.slug}.svg"]`).first()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBeGreaterThan(0)
})
