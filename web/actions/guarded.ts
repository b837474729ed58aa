import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import { explainLimit } from '@/shop/cart'
import { assertSameOrigin } from '@/web/http/origin'
import { problemText } from '@/web/http/problem'
import type { FormState } from './form-state'
import { handBack } from './refusal'

/**
 * Runs a server action's work: refuses foreign origins (Next lets a missing one pass), and turns refusals and outages into
 * a form state that keeps what was typed (`values`), under the form's name where its page has several. Redirects pass through.
 */
export async function guarded(work: () => Promise<FormState>, values?: Record<string, string>, form?: string): Promise<FormState> {
  try {
    assertSameOrigin(await headers())
    return await handBack(await work())
  } catch (error) {
    unstable_rethrow(error)
    const told = problemText(await explainLimit(error).catch(() => error))
    return handBack({ ...told, ...(values ? { values } : {}), ...(form ? { form } : {}) })
  }
}
