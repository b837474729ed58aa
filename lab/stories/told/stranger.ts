import { ADDRESS, addLine, askLine, signInLines } from '../curl'
import { replicaViews, share, upOf } from '../faults'
import { addUntil, believes, chips, type Look, look, lookUntil, signIn } from '../requests'
import type { Script, Story } from '../story'
import { until } from '../teller'
import { capital, count, letter, letters, number, short } from '../words'

const know = (looks: readonly Look[]) =>
  chips(looks, (each) => ({ text: each.user ? believes(each) : 'who are you?', isAnomaly: !each.user }))

export const stranger: Story = {
  slug: 'stranger',
  title: 'Signed in on one replica, a stranger on the next',
  mode: 'memory',
  ask: 'You sign in, and one replica answers. What will the next one say?',
  choices: [
    { id: 'known', text: 'Still signed in: it is one shop' },
    { id: 'stranger', text: 'Who are you?' },
    { id: 'error', text: 'An error page' },
  ],
  script,
  code: [
    { path: 'sessions/stores/memory.ts', what: 'keeps sessions in a Map of one process' },
    { path: 'infra/nginx/nginx.conf.template', what: 'upstream anywhere: each request to the next replica' },
  ],
  curl: [ADDRESS, ...signInLines('memory'), askLine('memory', 6), addLine('memory')],
  tryNext: 'Send 20 requests, and watch acknowledged and present drift apart.',
}

function script(): Script {
  let home = ''
  let id: string | null = null
  let other: Look | null = null
  let byReplica = new Map<string, Look>()
  return {
    steps: [
      {
        name: 'Sign in',
        run: async (teller) => {
          await signIn(teller)
          const state = await until(
            teller,
            'the x-ray of the new session',
            ({ xray }) => xray.views.some(({ session }) => session?.signedIn),
            {
              limitMs: 10_000,
            },
          )
          const knower = replicaViews(state).find(({ session }) => session?.signedIn)
          home = knower?.replica ?? ''
          id = state.xray.id
          return { text: `Replica ${letter(home)} checked the password and made session ${short(id)}. It keeps it in its own memory.` }
        },
      },
      {
        name: 'Ask the next replica',
        run: async (teller) => {
          const { looks, found } = await lookUntil(teller, ({ replica }) => replica !== home)
          other = found
          const again = looks.length - (found ? 1 : 0)
          const chance =
            again > 0 ? `By chance ${letter(home)} answered ${again === 1 ? 'first' : `${number(again)} times`}, and knew you. ` : ''
          const then = !found
            ? 'Nobody else came along to be asked.'
            : found.user
              ? `Replica ${letter(found.replica)} knows ${found.user}.`
              : `Replica ${letter(found.replica)} has never heard of session ${short(id)}: ${letter(home)} made it and tells nobody.`
          return { text: chance + then, chips: know(looks) }
        },
      },
      {
        name: 'Ask all of them',
        run: async (teller) => {
          const up = upOf(await until(teller, 'the replicas', () => true))
          byReplica = new Map()
          await lookUntil(teller, (each) => up.every((name) => byReplica.set(each.replica ?? '', each).has(name)), { most: 24 })
          const strangers = [...byReplica.values()].filter(({ user }) => !user)
          const knowing = byReplica.size - strangers.length
          const agree = `${capital(share(knowing, byReplica.size))} replicas ${knowing === 1 ? 'knows' : 'know'} you`
          return {
            text: `${agree}${strangers.length > 0 ? `; to ${letters(strangers.map(({ replica }) => replica ?? ''))} you are nobody` : ''}. Same browser, same cookie, same second.`,
            chips: know([...byReplica.values()].sort((a, b) => (a.replica ?? '').localeCompare(b.replica ?? ''))),
          }
        },
      },
      {
        name: 'Put a lamp in the cart',
        run: async (teller) => {
          const added = await addUntil(teller, ({ replica, isDone }) => isDone && replica !== home, 8)
          const last = added.at(-1)
          const seen = chips(added, ({ count: lamps }) => ({ text: `cart ${lamps}` }))
          if (!last || last.replica === home)
            return { text: `Only ${letter(home)} answered, ${count(added.length, 'time')}, and kept it.`, chips: seen }
          const now = await look(teller)
          return {
            text: `Replica ${letter(last.replica)} did not know your session, so it made another one and your cookie now names that. Session ${short(id)} lies in ${letter(home)}, signed in, and nobody will ask for it again.`,
            chips: [...seen, ...know([now])],
          }
        },
      },
    ],
    outcome: () =>
      other && !other.user
        ? {
            answer: 'stranger',
            text: `Replica ${letter(other.replica)} asked who you are. A session in one process's memory exists for one process.`,
          }
        : other
          ? { answer: 'known', text: `Replica ${letter(other.replica)} knew you. That is more than this mode promises: look at the x-ray.` }
          : { answer: 'known', text: `Only ${letter(home)} answered this time, so nothing was missing. With one replica, memory is fine.` },
  }
}
