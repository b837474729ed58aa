import type { Client } from './client'

/** The hidden fields by which a page's form names its server action: those of the first form whose HTML has `mark` in it. */
export async function actionOf(client: Client, path: string, mark: string): Promise<Record<string, string>> {
  const { text } = await client.get(path)
  const form = text.split('<form').find((part) => part.includes(mark))
  if (!form) throw new Error(`no form with ${mark} on ${path}`)
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g)]
  const unescaped = (text = '') => text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&')
  const action = Object.fromEntries(fields.map(([, name = '', value]) => [unescaped(name), unescaped(value)]))
  if (!Object.keys(action).some((name) => name.startsWith('$ACTION'))) throw new Error(`no action among ${Object.keys(action)}`)
  return action
}
