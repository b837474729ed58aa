/** What browser and bare client say they are, unless a test is about that: a session belongs to the browser family that signed in. */
export const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
export const UPDATED = USER_AGENT.replace('Chrome/140', 'Chrome/141')
export const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
