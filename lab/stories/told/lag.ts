import { clearLamps } from '../begin'
import { ADDRESS, addLine, askLine, breakLine, HEAL_LINE } from '../curl'
import { ensureBroken, healOwn, upOf } from '../faults'
import { addUntil, chips, type Look, look, lookUntil, refusal } from '../requests'
import type { Script, Story } from '../story'
import { until } from '../teller'
import { count, letter, letters, median, ms, number, short } from '../words'
import { addAndWatch, agreed, cutOff, mergeOutcome, tellWait } from './copies'

const MODE = 'replicated'
const DELAY_MS = 250

export const lag: Story = {
  slug: 'lag',
  title: 'All-to-all and the lag',
  mode: MODE,
  ask: 'Every replica has a copy. One is cut off from the others, and both sides take lamps. What is in the cart when the cut is mended?',
  choices: [
    { id: 'merged', text: 'The lamps of both sides' },
    { id: 'one-side', text: 'One side’s: the last one wins' },
    { id: 'refused', text: 'The lonely side took none to begin with' },
  ],
  script,
  code: [
    { path: 'sessions/stores/cluster/replicator.ts', what: 'sends each change to the holders and waits for them' },
    { path: 'sessions/stores/cluster/suspicions.ts', what: 'when a silent member counts as lost' },
    { path: 'sessions/stores/cluster/merge.ts', what: 'two histories of one session become one' },
  ],
  curl: [
    ADDRESS,
    addLine(MODE),
    breakLine({ kind: 'delay-replication', ms: DELAY_MS }),
    addLine(MODE),
    breakLine({ kind: 'cut', between: ['web-1', 'web-3'] }),
    breakLine({ kind: 'cut', between: ['web-2', 'web-3'] }),
    addLine(MODE),
    askLine(MODE, 6),
    HEAL_LINE,
  ],
  tryNext: 'The same cut in primary-backup: a side without a copy refuses instead of guessing.',
}

function script(): Script {
  let usualMs: number | null = null
  let alone = ''
  let start = 0
  const taken = { main: 0, alone: 0, unsure: 0 }
  let final = 0
  return {
    steps: [
      {
        name: 'Put three lamps in',
        run: async (teller) => {
          await clearLamps(teller)
          const added = await addUntil(teller, (_, all) => all.filter(({ isDone }) => isDone).length === 3, 6)
          if (added.filter(({ isDone }) => isDone).length < 3) throw refusal('An add', added.at(-1)?.status ?? null)
          usualMs = median(added.map(({ ms: took }) => took))
          const { xray } = await agreed(teller)
          const holders = xray.views.filter(({ state }) => state === 'known').length
          return {
            text: `Session ${short(xray.id)} is in ${number(holders)} replicas, the same in each. An add took ${ms(usualMs)}.`,
            chips: chips(added, ({ count: lamps }) => ({ text: `cart ${lamps}` })),
          }
        },
      },
      {
        name: `Delay replication by ${DELAY_MS} ms`,
        run: async (teller) => {
          await ensureBroken(teller, { kind: 'delay-replication', ms: DELAY_MS })
          const { added, looks } = await addAndWatch(teller)
          const behind = looks.filter(({ count: lamps }) => lamps < added.count)
          await healOwn(teller)
          const waited = tellWait(added, usualMs)
          const meanwhile =
            behind.length > 0
              ? `Reads through ${letters(new Set(behind.map(({ replica }) => replica ?? '')))} still said ${behind.at(-1)?.count} meanwhile.`
              : 'Nobody was seen without it meanwhile.'
          return {
            text: `${waited} ${meanwhile}`,
            chips: chips(looks.slice(-4), ({ count: lamps }) => ({ text: `cart ${lamps}` })),
          }
        },
      },
      {
        name: 'Cut the last replica off',
        run: async (teller) => {
          const up = upOf(await until(teller, 'the replicas', () => true))
          alone = up.at(-1) ?? ''
          start = (await look(teller)).count
          await cutOff(teller, alone)
          const others = letters(up.filter((name) => name !== alone))
          return {
            text: `${letter(alone)} no longer hears ${others}, and takes them for lost. They think the same of ${letter(alone)}. nginx notices nothing.`,
          }
        },
      },
      {
        name: 'Shop on both sides',
        run: async (teller) => {
          await cutOff(teller, alone) // a pause at the last step may have been longer than a fault lasts
          const added = await addUntil(
            teller,
            ({ replica, isDone }) => {
              if (isDone) taken[replica === alone ? 'alone' : 'main']++
              else taken.unsure++
              // As many on both sides would look the same everywhere: neither x-ray nor ribbon could tell them apart.
              return taken.alone >= 1 && taken.main > taken.alone
            },
            18,
          )
          const { looks, found } = await lookUntil(teller, ({ replica, status }) => replica === alone && status === 200)
          const total = start + taken.main + taken.alone
          const isStale = (each: Look) => each.count < total
          const through = found ?? looks.at(-1)
          const says =
            through && isStale(through)
              ? `${letter(through.replica)} says ${through.count}: a stale read.`
              : `${letter(through?.replica ?? null)} says ${through?.count}.`
          return {
            text: `Both sides said yes: ${taken.main} through the majority, ${taken.alone} through ${letter(alone)}. That makes ${total} with the ${start} before. ${says}`,
            chips: [
              ...chips(added.slice(-4), ({ count: lamps }) => ({ text: `cart ${lamps}` })),
              ...chips(through ? [through] : [], (each) => ({
                text: isStale(each) ? 'stale read' : `cart ${each.count}`,
                isAnomaly: isStale(each),
              })),
            ],
          }
        },
      },
      {
        name: 'Mend the cut',
        run: async (teller) => {
          const healedMs = await healOwn(teller)
          await agreed(teller)
          const { looks } = await lookUntil(teller, () => false, { most: 3 })
          final = Math.min(...looks.map(({ count: lamps }) => lamps))
          const lost = start + taken.main + taken.alone - final
          const sum = lost > 0 ? `${count(lost, 'lamp')} of those acknowledged are missing.` : 'Every acknowledged lamp is there.'
          return {
            text: `Together again after ${ms(healedMs)}: ${final} in the cart. ${sum}`,
            chips: chips(looks, (each) => ({ text: `cart ${each.count}`, isAnomaly: lost > 0 })),
          }
        },
      },
    ],
    outcome: () =>
      mergeOutcome({ alone, acknowledged: taken.main + taken.alone, byAlone: taken.alone, lost: start + taken.main + taken.alone - final }),
  }
}
