/** The aisles of the shop, in the order of the navigation. */
export const CATEGORIES = [
  { slug: 'light', name: 'Light', line: 'Lamps that know when to stop.' },
  { slug: 'kitchen', name: 'Kitchen', line: 'Things that get used every day, and look it after ten years.' },
  { slug: 'sit', name: 'Sit', line: 'Four legs, three legs, none. All of them steady.' },
  { slug: 'desk', name: 'Desk', line: 'Small tools for work that wants hands.' },
  { slug: 'sound', name: 'Sound', line: 'One knob does one thing.' },
  { slug: 'room', name: 'Room', line: 'For walls, sills and the place by the door.' },
] as const

export type CategorySlug = (typeof CATEGORIES)[number]['slug']
export type Category = (typeof CATEGORIES)[number]

/** The category of that slug, if there is one. */
export function findCategory(slug: string): Category | undefined {
  return CATEGORIES.find((category) => category.slug === slug)
}
