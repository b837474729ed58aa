const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * A change id as records hold it: a UUID, as nearly all are, takes up 23 characters there and not 36. No two ids are shortened to the
 * same one, since whatever else begins with the mark of a short one gets another mark.
 */
export function shortened(id: string): string {
  if (UUID.test(id)) return `~${Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')}`
  return id.startsWith('~') ? `~~${id}` : id
}
