/** A statement that every connection prepares once, under this name. */
export type Statement = { readonly name: string; readonly text: string }

const statement = (name: string, text: string): Statement => ({ name: `session ${name}`, text })

/** Calls a function of the migration; each call is a transaction of its own. */
const call = (name: string, parameters: number): Statement => {
  const list = Array.from({ length: parameters }, (_, i) => `$${i + 1}`).join(', ')
  return statement(name, `SELECT session_${name}(${list})`)
}

/** Whether a header is a live session's, and whether its idle end is due to slide (lifetime.ts); $2 is the clock's offset. */
const ALIVE = 's.moved_to IS NULL AND s.expires_at > session_clock($2)'
const DUE = 'session_clock($2) - s.last_seen_at >= least(60000, s.idle_ms / 10)'

/** What the store says to Postgres: one statement per call, and `slide` after a read that found it due. */
export const STATEMENTS = {
  read: statement(
    'read',
    `SELECT CASE WHEN s.moved_to IS NULL THEN s.session ELSE session_behind(s.moved_to, $2) END, ${DUE}
     FROM session_view s WHERE s.id = $1 AND s.is_powerless IS NOT TRUE AND s.expires_at > session_clock($2)`,
  ),
  slide: statement(
    'slide',
    `UPDATE session s SET last_seen_at = c.now, expires_at = least(c.now + s.idle_ms, s.absolute_end)
     FROM (SELECT session_clock($2) AS now OFFSET 0) c WHERE s.id = $1 AND ${ALIVE} AND ${DUE}
     RETURNING s.last_seen_at::float8, s.expires_at::float8`,
  ),
  peek: statement('peek', `SELECT s.session FROM session_view s WHERE s.id = $1 AND ${ALIVE}`),
  list: statement(
    'list',
    `SELECT s.session FROM session_view s WHERE s.user_id = $1 AND ${ALIVE} ORDER BY s.created_at DESC, s.content_id DESC`,
  ),
  fence: statement('fence', 'SELECT fence::text FROM session_fence WHERE user_id = $1'),
  create: call('create', 9),
  change: call('change', 7),
  renew: call('renew', 13),
  renewLive: call('renew_live', 13),
  end: call('end', 3),
  endAll: call('end_all', 3),
  collect: call('collect', 2),
  // What is live is in the header alone; at most 100,000 are counted, in some ten milliseconds.
  measure: statement(
    'measure',
    `SELECT (SELECT count(*) FROM (SELECT 1 FROM session WHERE moved_to IS NULL AND expires_at > session_clock($1) LIMIT 100000) s),
       (SELECT sum(pg_total_relation_size(t)) FROM unnest(
         ARRAY['session', 'session_attribute', 'session_applied', 'session_fence']::regclass[]) t)`,
  ),
  ping: statement('ping', 'SELECT 1'),
} as const satisfies Record<string, Statement>
