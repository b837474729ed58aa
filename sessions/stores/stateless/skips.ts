/* Which rules of the contract a store without a place cannot keep, and why. What remains of them is tested beside this file. */

const LOOK_UP = 'an id or a user leads to no session: the tokens are in browsers'
const NO_END = 'a token that was given out cannot be taken back, so an ended, replaced or forced out session lives on in every copy'
const NO_FENCE = 'nothing moves the fence: there is no place to keep it in'
const NO_ALIAS = 'the old token stays what it was, instead of leading to the new one'
const AT_ONCE = 'changes of one token at once answer a token each, and the last one is kept'
const TOO_LARGE = 'it takes more than a cookie holds'

const rules = (reason: string, ...names: readonly string[]) => names.map((name) => [name, reason] as const)

/** By the names of the rules, for `describeSessionStore`. */
export const SKIPS: Readonly<Record<string, string>> = Object.fromEntries([
  ...rules(
    LOOK_UP,
    'create with a user binds the session',
    'peek reads by id',
    'end by id works like end by token',
    'every number comes back as it went in',
    'an idle session is alive just before its end',
    'changes keep a session alive until the absolute end, and no longer',
    'a read after the slide interval moves lastSeenAt once, for everybody',
    'peek and list never slide',
    'a refused change does not slide',
    'renew takes the cart over into a new session of the user',
    'list has the newest first',
    'list has live sessions only',
    "users' sessions are apart",
    'a user id may be any text',
    'two sign-ins of one user at once are two sessions',
  ),
  ...rules(
    NO_END,
    'end answers the final state, and the session is gone everywhere',
    'renew gives a new secret under the old tag, and the old token reads nothing',
    'renew without a token, or with an unknown one, makes a fresh session with a new tag',
    'renew of what must be alive makes nothing of a token that leads to no live session of this user',
    'renew of what must be alive, racing its end, never brings it back',
    "renew full of a guest's session is powerless: a planted token opens nothing",
    'endAll ends every session and answers how many',
    'endAll leaves the excepted session usable, renewable and alone',
    "endAll with somebody else's or an unknown exception ends all",
    'maxSessions ends the oldest others',
    'maxSessions counts live sessions, and never ends the one just made',
    'maxSessions holds when many sign in at once',
    'changes racing an end never revive it, and its final state has every acknowledged one',
    'of two ends at once, one answers the final state',
    'changes racing an endAll never revive a session',
    'reads that slide while a session ends or is renewed never revive it',
    'a sign-out racing a sign-in: the cart is in one place',
    'a storm of everything on one user: no call fails, and an endAll is the end of it',
  ),
  ...rules(
    NO_FENCE,
    'create with a user needs the current fence',
    'renew with a stale fence is null and changes nothing',
    'a fence stays until endAll moves it',
    'a sign-in whose password was checked before an endAll does not survive it',
    'a sign-in racing an endAll does not survive it',
  ),
  ...rules(
    NO_ALIAS,
    'applied change ids move with a renewal',
    'a powerless alias moves cart changes over, once each',
    'a powerless alias changes nothing but cart keys',
    'a powerless alias ends nothing',
    'a powerless alias changes only the keys that it was given',
    'a full alias reads and changes, and its changes answer the new token',
    'a full alias ends the session',
    'an alias lasts 30 s',
    'after the 30 s the old token is unknown: renewing it makes a fresh session',
    'a repeated renewal by the same user gets the same answer',
    'a repeated renewal answers the current state and the same state before',
    'a repeated renewal with a stale fence is null',
    'a renewal of an alias by somebody else is null',
    ...['end', 'end by id', 'endAll', 'a further renewal', 'expiry'].map((how) => `an alias dies with its session: ${how}`),
    'two renewals of one token at once by one user get the same answer',
  ),
  ...rules(
    AT_ONCE,
    '200 changes of one line at once are all counted',
    '200 changes of different lines at once are all kept',
    '200 changes at once, up and down, end where they sum up',
    'a limit holds under concurrency',
    'of two changes at once under one id, one is applied and the other a conflict',
    'of two users who renew one token at once, one wins, and the cart is in one session',
    'changes racing a sign-in all arrive in the new session, and the old token reads nothing',
    'a periodic renewal signs nobody out: reads and changes across it all succeed',
  ),
  ...rules(
    TOO_LARGE,
    'every text comes back as it went in',
    'every key comes back as it went in',
    'a cart of 1,000 lines lives through every method',
    'a change may have as many steps as allowed',
  ),
])
