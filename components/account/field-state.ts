import type { FormState } from '@/web/actions/form-state'

/** The props of a field from its form's state: what was typed, and what is wrong with it. */
export function fieldState(state: FormState, name: string) {
  return { name, defaultValue: state?.values?.[name], error: state?.errors?.[name] }
}
