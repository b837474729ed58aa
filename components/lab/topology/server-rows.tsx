import { counted } from './counts'
import type { ServerFacts, SetFacts } from './set-facts'

const CELL = 'border-line border-b px-2 py-2 text-left font-normal align-top'
const NONE = '–'

/** The servers of a set, as rows of the picture's table. */
export function ServerRows({ set, isStopped, holdsSession }: { set: SetFacts; isStopped: boolean; holdsSession: boolean }) {
  const servers = set.rows.flatMap(({ master, copies }) => (master ? [master, ...copies] : []))
  return [...servers, ...set.sentinels].map((server) => {
    const { name, reached } = server
    return (
      <tr key={name}>
        <th scope="row" className={`${CELL} pl-5`}>
          {name}
        </th>
        <td className={CELL}>{isStopped ? 'stopped' : reached ? 'up' : 'down'}</td>
        <td className={CELL} colSpan={3}>
          {roleText(server)}
        </td>
        <td className={CELL}>{holdsSession ? keeping(server, set.keeper) : NONE}</td>
        <td className={CELL}>{NONE}</td>
      </tr>
    )
  })
}

function roleText({ role, of, slots, isNew }: ServerFacts): string {
  if (role === 'sentinel') return 'Sentinel'
  if (role === 'replica') return of === null ? 'copy' : `copy of ${of}`
  return ['master', slots === null ? null : counted(slots, 'slot'), isNew ? 'took over' : null].filter(Boolean).join(' · ')
}

function keeping({ name, of, role }: ServerFacts, keeper: string | null): string {
  if (name === keeper) return 'kept here'
  return role === 'replica' && of !== null && of === keeper ? 'copied here' : NONE
}
