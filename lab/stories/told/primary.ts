import { clearLamps } from '../begin'
import { ADDRESS, addLine, askLine, crashPrimaryLines, HEAL_LINE, signInLines } from '../curl'
import { ensureBroken, healOwn, upOf } from '../faults'
import { add, believes, chips, clearly, type Look, look, lookUntil, signIn } from '../requests'
import type { Script, Story } from '../story'
import { until } from '../teller'
import { count, letter, letters, ms, short } from '../words'
import { copied, type Roles, rolesOf, tellRoles } from './roles'

const MODE = 'primary-backup'

export const primary: Story = {
  slug: 'primary',
  title: 'Primary and backup',
  mode: MODE,
  ask: 'Three replicas, two copies of your session. The one that decides on it is killed. What becomes of your cart?',
  choices: [
    { id: 'kept', text: 'It is there: the other copy takes over' },
    { id: 'gone', text: 'It is gone' },
    { id: 'unavailable', text: 'It has to wait until the dead one is back' },
  ],
  script,
  code: [
    { path: 'sessions/stores/cluster/placement.ts', what: 'who decides on a session, and who keeps the copy' },
    { path: 'sessions/stores/cluster/forwarding.ts', what: 'how the others reach the one that decides' },
  ],
  curl: [ADDRESS, ...signInLines(MODE), addLine(MODE), askLine(MODE, 3), ...crashPrimaryLines(MODE), askLine(MODE, 3), HEAL_LINE],
  tryNext: 'Cut the two that hold copies from each other, and watch which of them goes on.',
}

function script(): Script {
  let roles: Roles = {}
  let before: Look
  let after: Look
  let killed = ''
  return {
    steps: [
      {
        name: 'Sign in and take two lamps',
        run: async (teller) => {
          await signIn(teller)
          await clearLamps(teller)
          await add(teller)
          await add(teller)
          before = await look(teller)
          const state = await copied(teller)
          roles = rolesOf(state)
          return {
            text: `Session ${short(state.xray.id)}: ${tellRoles(roles)}.`,
            chips: chips([before], (each) => ({ text: believes(each) })),
          }
        },
      },
      {
        name: 'Ask all of them',
        run: async (teller) => {
          const since = teller.lab.view().frames.at(-1)?.at ?? 0
          const names = upOf(await until(teller, 'the replicas', () => true))
          const missing = new Set(names)
          const { looks } = await lookUntil(teller, ({ replica }) => missing.delete(replica ?? '') && missing.size === 0, { most: 24 })
          await teller.lab.refresh()
          const asked = teller.lab.view().frames.filter(({ at, kind }) => at > since && (kind === 'forward' || kind === 'fetch')).length
          const wrong = looks.filter(({ user }) => !user).length
          const proxies = (roles.proxy ?? []).filter((name) => !missing.has(name))
          const how =
            proxies.length > 0
              ? ` ${letters(proxies)} ${proxies.length === 1 ? 'keeps' : 'keep'} nothing and asked ${letters(roles.primary ?? [])}${asked > 0 ? ` (${count(asked, 'frame')})` : ''}.`
              : ''
          return {
            text: `${wrong === 0 ? 'They all know you.' : `${count(wrong, 'answer')} did not know you.`}${how}`,
            chips: chips(looks.slice(-6), (each) => ({ text: believes(each), isAnomaly: !each.user })),
          }
        },
      },
      {
        name: 'Kill the primary',
        run: async (teller) => {
          roles = rolesOf(await copied(teller))
          killed = killed || (roles.primary?.[0] ?? '')
          await ensureBroken(teller, { kind: 'crash', replica: killed })
          const { looks, found } = await lookUntil(teller, ({ status }) => status === 200, { most: 20, pauseMs: 400 })
          after = found ?? (looks.at(-1) as Look)
          const now = rolesOf(await copied(teller, killed))
          const wait = looks.length > 1 ? ` ${count(looks.length - 1, 'request')} came too early.` : ''
          const copier = (now.backup ?? []).filter((name) => !(roles.backup ?? []).includes(name))
          const fresh = copier.length > 0 ? ` ${letters(copier)} got a copy, so that there are two again.` : ''
          return {
            text: `${letter(killed)} is dead; ${letters(now.primary ?? [])} decides now: ${clearly(after)}.${fresh}${wait}`,
            chips: chips(looks.slice(-3), (each) => ({ text: believes(each), isAnomaly: isLess(each, before) })),
          }
        },
      },
      {
        name: 'Start it again',
        run: async (teller) => {
          const healedMs = await healOwn(teller)
          const now = rolesOf(await copied(teller))
          const last = await look(teller)
          return {
            text: `${letter(killed)} was back and whole after ${ms(healedMs)}. Now: ${tellRoles(now)}.`,
            chips: chips([last], (each) => ({ text: believes(each), isAnomaly: isLess(each, before) })),
          }
        },
      },
    ],
    outcome: () => {
      if (after.status !== 200) return { answer: 'unavailable', text: `It was answered ${after.status} until ${letter(killed)} was back.` }
      if (isLess(after, before))
        return {
          answer: 'gone',
          text: `${letter(after.replica)} found ${clearly(after)}. Both holders were lost at once, or this is a bug worth a report.`,
        }
      return {
        answer: 'kept',
        text: `The backup had everything. Two copies survive one death at a time, and cost the memory of two, however many replicas there are.`,
      }
    },
  }
}

const isLess = (each: Look, than: Look): boolean => each.user !== than.user || each.count < than.count
