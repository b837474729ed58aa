import { headers } from 'next/headers'

/** Structured data for search engines, under the page's script policy. */
export async function JsonLd({ data }: { data: object }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined
  // "<" escaped: a text of the catalogue must not be able to end the script.
  const text = JSON.stringify(data).replaceAll('<', '\\u003c')
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own data, escaped above; there is no other way to write a script
  return <script type="application/ld+json" nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: text }} />
}
