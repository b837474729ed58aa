import { expect } from 'vitest'
import { InvalidStoreSettings } from '../store-url'

/** What wrong settings are refused with; fails when they are accepted. */
export function refusalOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidStoreSettings)
    return (error as Error).message
  }
  throw new Error('It was accepted.')
}
