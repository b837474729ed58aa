import type { ThiefReport } from '@/lab/contract'
import { type ModeName, modeOf } from '@/sessions/modes'
import { beginClean } from '../begin'
import { ADDRESS, askLine, signInLines, signOutLine } from '../curl'
import { look, refusal, signIn } from '../requests'
import type { Script, Step, Story } from '../story'
import { askAsThief, rob } from '../thief'
import { count, letter } from '../words'

const [SHARED, SEALED] = ['redis', 'stateless'] as const

const forMode = (mode: ModeName): string[] => [...signInLines(mode), 'cp jar loot', signOutLine(mode), askLine(mode, 1, 'loot')]

export const stolen: Story = {
  slug: 'stolen',
  title: 'A stolen cookie',
  mode: SHARED,
  against: SEALED,
  ask: 'A thief has a copy of your cookie. You sign out. Where is the thief out as well: with Redis, with the sealed cookie?',
  choices: [
    { id: 'both', text: 'With both' },
    { id: 'shared', text: 'With Redis only' },
    { id: 'sealed', text: 'With the sealed cookie only' },
    { id: 'neither', text: 'With neither: a cookie is a cookie' },
  ],
  script,
  code: [
    { path: 'sessions/stores/stateless.ts', what: 'believes what it sealed, until that ends' },
    { path: 'auth/sign-out.ts', what: 'ends the session where there is one to end' },
    { path: 'sessions/request/cookie.ts', what: 'HttpOnly, SameSite, Secure: what keeps thieves away' },
  ],
  curl: [ADDRESS, ...forMode(SHARED), 'rm jar', ...forMode(SEALED)],
  tryNext: 'Be robbed once more, then change the password: with Redis every session ends.',
}

function script(): Script {
  const loot: Partial<Record<ModeName, string>> = {}
  const isIn: Partial<Record<ModeName, boolean>> = {}
  const robbed = (mode: ModeName, name: string): Step => ({
    name,
    run: async (teller) => {
      await beginClean(teller, mode)
      await signIn(teller)
      const you = await look(teller)
      if (you.status !== 200) throw refusal('The session', you.status)
      const copy = await rob(teller)
      loot[mode] = copy
      const thief = await askAsThief(teller, copy)
      const who = thief.user
        ? `is ${thief.user}, with ${thief.cartCount === 0 ? 'an empty cart' : `${count(thief.cartCount, 'thing')} in the cart`}. So are you`
        : 'is nobody already'
      return { text: `${modeOf(mode).title}: to replica ${letter(thief.replica)} the thief ${who}.`, chips: [asChip(thief, false)] }
    },
  })
  const signedOut = (mode: ModeName, name: string): Step => ({
    name,
    run: async (teller) => {
      teller.use(mode)
      const left = await teller.lab.signOut()
      if (left.status !== 200 && left.status !== 302) throw refusal('The sign-out', left.status, left.json)
      const [you, thief] = [await look(teller), await askAsThief(teller, loot[mode])]
      isIn[mode] = thief.user !== null
      const fate = thief.user ? `the thief is still ${thief.user}` : 'the thief is nobody, too'
      return {
        text: `You are ${you.user ?? 'nobody'} now; ${fate}. ${thief.user ? 'Nothing was ended: your browser only forgot its copy.' : 'The cookie names a session, and that has ended.'}`,
        chips: [asChip(thief, thief.user !== null)],
      }
    },
  })
  return {
    steps: [
      robbed(SHARED, 'Sign in, and be robbed'),
      signedOut(SHARED, 'Sign out'),
      robbed(SEALED, 'The same with a sealed cookie'),
      signedOut(SEALED, 'Sign out again'),
    ],
    outcome: () => {
      const against =
        'What the shop does against it: no script can read the cookie, no other site can send it, and it ends by itself: 30 minutes idle, 12 hours at most. Where that is too long, STATELESS_REVOCATION=db asks the account on every request.'
      const [shared, sealed] = [isIn[SHARED], isIn[SEALED]]
      if (!shared && sealed)
        return { answer: 'shared', text: `A sealed cookie is its own proof: whoever has it goes on until it ends. ${against}` }
      if (!shared)
        return { answer: 'both', text: `Both turned the thief away, the sealed cookie too. That is more than it promises. ${against}` }
      return {
        answer: sealed ? 'neither' : 'sealed',
        text: `With Redis the thief went on after the sign-out. That breaks this mode’s promise. ${against}`,
      }
    },
  }
}

const asChip = ({ replica, status, user }: ThiefReport, isAnomaly: boolean) => ({
  replica,
  text: status === 200 ? `thief: ${user ?? 'nobody'}` : `thief: ${status}`,
  isAnomaly,
})
