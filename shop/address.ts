import { z } from 'zod'

/** Countries the shop ships to (ISO 3166-1 alpha-2), with the shape of their postal codes. */
export const COUNTRIES = [
  { code: 'AT', name: 'Austria', postal: /^\d{4}$/, example: '1010' },
  { code: 'BE', name: 'Belgium', postal: /^\d{4}$/, example: '1000' },
  { code: 'CA', name: 'Canada', postal: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i, example: 'K1A 0B1' },
  { code: 'CH', name: 'Switzerland', postal: /^\d{4}$/, example: '8001' },
  { code: 'DE', name: 'Germany', postal: /^\d{5}$/, example: '10115' },
  { code: 'FR', name: 'France', postal: /^\d{5}$/, example: '75001' },
  { code: 'GB', name: 'United Kingdom', postal: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i, example: 'SW1A 1AA' },
  { code: 'IE', name: 'Ireland', postal: /^[A-Z\d]{3} ?[A-Z\d]{4}$/i, example: 'D02 AF30' },
  { code: 'NL', name: 'Netherlands', postal: /^\d{4} ?[A-Z]{2}$/i, example: '1012 AB' },
  { code: 'US', name: 'United States', postal: /^\d{5}(-\d{4})?$/, example: '10001' },
] as const

function line(missing: string, max = 100) {
  return z
    .string({ error: missing })
    .trim()
    .min(1, missing)
    .max(max, `Use at most ${max} characters.`)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'Leave out control characters.')
}

const optionalLine = z
  .string()
  .trim()
  .max(100, 'Use at most 100 characters.')
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'Leave out control characters.')
  .optional()
  .transform((text) => text || undefined)

/** A postal address that the shop can ship to. */
export const addressInput = z
  .object({
    name: line('Enter the name of whoever receives it.'),
    line1: line('Enter the street and the house number.'),
    line2: optionalLine,
    city: line('Enter the town.'),
    region: optionalLine,
    postalCode: line('Enter the postal code.', 20),
    country: z
      .string({ error: 'Choose a country.' })
      .refine((code) => COUNTRIES.some((country) => country.code === code), 'Choose a country that we ship to.'),
  })
  .superRefine((address, context) => {
    const country = COUNTRIES.find(({ code }) => code === address.country)
    if (country && !country.postal.test(address.postalCode))
      context.addIssue({
        code: 'custom',
        path: ['postalCode'],
        message: `Enter a postal code of ${country.name}, such as ${country.example}.`,
      })
  })

export type Address = z.output<typeof addressInput>

/** A country's name by its code. */
export function countryName(code: string): string {
  return COUNTRIES.find((country) => country.code === code)?.name ?? code
}
