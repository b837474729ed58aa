import { StoreUnavailable } from '@/sessions'
import { isDatabaseDown } from '@/shop/database-errors'

/** Whether an error means that session store or shop's database cannot be reached, which is neither signed out nor empty. */
export function isAway(error: unknown): boolean {
  return error instanceof StoreUnavailable || isDatabaseDown(error)
}
