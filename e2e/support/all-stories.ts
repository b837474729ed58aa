/** All stories of every mode (`HOPCART_STORIES=all`), instead of what fits into a quarter of an hour. */
export const ALL_STORIES = process.env.HOPCART_STORIES === 'all'
