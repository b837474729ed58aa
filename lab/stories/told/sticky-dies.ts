import { ADDRESS, addLine, askLine, crashHomeLines, HEAL_LINE, signInLines } from '../curl'
import { ensureBroken, healOwn } from '../faults'
import { add, believes, chips, clearly, type Look, look, lookUntil, refusal, signIn } from '../requests'
import type { Script, Story } from '../story'
import { count, letter, letters, ms } from '../words'

const LOOKS = 6

export const stickyDies: Story = {
  slug: 'sticky-dies',
  title: 'Sticky, then the replica dies',
  mode: 'sticky',
  ask: 'Now nginx ties you to one replica. You are signed in and have a full cart, and that replica is killed. What is left?',
  choices: [
    { id: 'all', text: 'Everything: another replica takes over' },
    { id: 'cart', text: 'The cart, but not the sign-in' },
    { id: 'nothing', text: 'Nothing' },
    { id: 'error', text: 'An error, until it is back' },
  ],
  script,
  code: [
    { path: 'infra/nginx/affinity.conf', what: 'the cookie that ties a browser to a replica' },
    { path: 'sessions/stores/memory.ts', what: 'what dies with the process' },
  ],
  curl: [
    ADDRESS,
    ...signInLines('sticky'),
    addLine('sticky'),
    askLine('sticky', 3),
    ...crashHomeLines('sticky'),
    askLine('sticky', 3),
    HEAL_LINE,
  ],
  tryNext: 'Drain a replica instead of crashing it. It leaves politely, and takes the sessions along all the same.',
}

function script(): Script {
  let before: Look
  let after: Look
  return {
    steps: [
      {
        name: 'Sign in and fill the cart',
        run: async (teller) => {
          await signIn(teller)
          await add(teller)
          await add(teller)
          before = await look(teller)
          if (before.status !== 200 || !before.replica) throw refusal('The session', before.status)
          if (before.count === 0) throw refusal('Filling the cart', before.status)
          return {
            text: `Replica ${letter(before.replica)} has all of it: ${clearly(before)}.`,
            chips: chips([before], (each) => ({ text: believes(each) })),
          }
        },
      },
      {
        name: `Ask ${LOOKS} times`,
        run: async (teller) => {
          const { looks } = await lookUntil(teller, () => false, { most: LOOKS })
          const answered = new Set(looks.map(({ replica }) => replica ?? ''))
          const sees = chips(looks, (each) => ({ text: each.user ? 'knows you' : 'who are you?', isAnomaly: !each.user }))
          if (answered.size > 1) return { text: `Answered by ${letters(answered)}: something has moved you already.`, chips: sees }
          return {
            text: `${letter(looks[0]?.replica ?? null)} answered all ${LOOKS}, and the others none. It works, as long as it works.`,
            chips: sees,
          }
        },
      },
      {
        name: 'Kill that replica',
        run: async (teller) => {
          const home = before.replica ?? ''
          await ensureBroken(teller, { kind: 'crash', replica: home })
          after = await look(teller)
          const tried =
            after.tries > 1 ? `nginx tried ${letter(home)}, then ${letter(after.replica)}` : `nginx went to ${letter(after.replica)}`
          const lost = after.user === null && after.count === 0
          const what = lost
            ? `${letter(after.replica)} has an empty memory: the sign-in and ${count(before.count, 'thing')} are gone.`
            : `${letter(after.replica)} found ${clearly(after)}.`
          const say = (each: Look) => ({ text: believes(each), isAnomaly: each.user === null || each.count < before.count })
          return { text: `${letter(home)} is dead. ${tried}. ${what}`, chips: chips([after], say) }
        },
      },
      {
        name: 'Start it again',
        run: async (teller) => {
          const healedMs = await healOwn(teller)
          const { looks, found } = await lookUntil(teller, ({ replica }) => replica === before.replica, { most: 20, pauseMs: 200 })
          const last = found ?? looks.at(-1)
          const back = `${letter(before.replica)} is back${healedMs === null ? '' : ` after ${ms(healedMs)}`}.`
          const say = (each: Look) => ({ text: believes(each), isAnomaly: each.user === null })
          const knows = last?.user
            ? `${letter(last.replica)} knows ${last.user}.`
            : 'It remembers nothing: memory does not come back with the process.'
          return { text: `${back} ${knows}`, chips: chips(last ? [last] : [], say) }
        },
      },
    ],
    outcome: () => {
      if (after.status !== 200) return { answer: 'error', text: `The next answer was ${after.status}.` }
      if (after.user)
        return { answer: 'all', text: `${letter(after.replica)} still had you: the killed replica was not the one that held the session.` }
      if (after.count > 0)
        return { answer: 'cart', text: `${letter(after.replica)} had ${count(after.count, 'thing')}, and nobody signed in.` }
      return {
        answer: 'nothing',
        text: `Stickiness hid the split; it copied nothing. With ${letter(before.replica)} went everyone who stuck to it.`,
      }
    },
  }
}
