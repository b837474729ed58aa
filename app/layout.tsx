import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import { connection } from 'next/server'
import { type ReactNode, Suspense } from 'react'
import { SessionWatch } from '@/components/account/session-watch/session-watch'
import { LabBar } from '@/components/lab/lab-bar'
import { CartDrawer } from '@/components/shop/cart/cart-drawer'
import { siteOrigin } from '@/components/shop/origin'
import { SiteFooter } from '@/components/shop/site-footer'
import { SiteHeader } from '@/components/shop/site-header'
import { bricolage, instrument } from './fonts'
import './globals.css'

export async function generateMetadata(): Promise<Metadata> {
  return {
    metadataBase: new URL(await siteOrigin()),
    title: { default: 'Hopcart: things that stay where you put them', template: '%s · Hopcart' },
    description: 'Thirty-six plain, well-made objects for light, kitchen, desk and room. Put one in the cart; it stays there.',
    applicationName: 'Hopcart',
    openGraph: { siteName: 'Hopcart', type: 'website', locale: 'en_US' },
  }
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f5f2' },
    { media: '(prefers-color-scheme: dark)', color: '#111318' },
  ],
}

/*
 * The boundary above <html> makes every route render per request, which the nonce of the script policy needs; what pages
 * read of the catalogue stays cached (docs: Cache Components).
 */
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <Document>{children}</Document>
    </Suspense>
  )
}

async function Document({ children }: { children: ReactNode }) {
  await connection()
  const chosen = (await cookies()).get('theme')?.value
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : 'system'
  return (
    <html lang="en" data-theme={theme} className={`${instrument.variable} ${bricolage.variable}`}>
      <body className="flex min-h-dvh flex-col">
        <a
          href="#content"
          className="absolute top-2 left-2 z-50 -translate-y-24 rounded-full bg-ink px-5 py-2.5 font-semibold text-paper focus:translate-y-0"
        >
          Skip to content
        </a>
        <SiteHeader />
        <Suspense>
          <SessionWatch />
        </Suspense>
        <main id="content" tabIndex={-1} className="shell flex-1 pb-20 outline-none">
          {children}
        </main>
        <SiteFooter theme={theme} />
        <CartDrawer />
        {/* No boundary of its own: what streams in is invisible without JavaScript, and the mode is chosen without it too. */}
        <LabBar />
      </body>
    </html>
  )
}
