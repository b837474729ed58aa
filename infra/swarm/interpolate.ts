const ASKED = /\$(?:(\$)|\{([A-Z_]+)(?:(:-|:\+)([^}]*))?\})/g

/**
 * Fills in what docker-compose.yml asks of the environment, as compose does: `${A}`, `${A:-what if it is empty}`, `${A:+what if it is not}`.
 * A dollar that shall stay one (`$$`) stays doubled, and one of a given value is doubled: `docker stack deploy` fills in once more.
 *
 * @see https://docs.docker.com/reference/compose-file/interpolation/
 * @throws RangeError for what it cannot fill in
 */
export function interpolate<T>(value: T, env: Readonly<Record<string, string | undefined>>): T {
  if (typeof value === 'string') return fillIn(value, env) as T
  if (Array.isArray(value)) return value.map((each) => interpolate(each, env)) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, interpolate(each, env)])) as T
}

function fillIn(text: string, env: Readonly<Record<string, string | undefined>>): string {
  const filled = text.replaceAll(ASKED, (_, dollar?: string, name = '', operator = '', other = '') => {
    if (dollar) return '$$'
    const given = env[name] ?? ''
    if (operator === ':+') return given ? other : ''
    return given ? given.replaceAll('$', () => '$$') : other
  })
  if (/(?<!\$)(\$\$)*\$[{A-Za-z_]/.test(filled)) throw new RangeError(`There is no way to fill in ${text}`)
  return filled
}
