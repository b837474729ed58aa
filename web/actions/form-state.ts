/**
 * What a form's action answers when it stays on the page: a message, one message per field, and what was typed (no secrets). `form` names the
 * form where its page has several.
 */
export type FormState = { form?: string; message?: string; errors?: Record<string, string>; values?: Record<string, string> } | null

/** A form's text fields, without files and without React's own fields. */
export function textFields(form: FormData): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string' && !name.startsWith('$')) fields[name] = value
  return fields
}
