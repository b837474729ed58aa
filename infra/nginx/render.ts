import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Affinity, LAB, MODES, type Mode } from '../../sessions/modes'

/** What of the mode table (sessions/modes.ts) the balancer needs. */
export type ModeRow = Pick<Mode, 'affinity' | 'available'> & { readonly name: string }

/** What the template's variables stand for; `nginx.conf.template` explains each. */
export type NginxSettings = {
  readonly runDirectory: string
  readonly accessLog: string
  /** `127.0.0.1:8080`, `[::1]:8080` */
  readonly listen: readonly string[]
  /** `127.0.0.1:3001`, … */
  readonly replicas: readonly string[]
  /** The profile; in `lab` the request chooses among the modes that are available. */
  readonly mode: string
  /** COOKIE_DOMAIN of the replicas, which check it. @default none */
  readonly cookieDomain?: string | undefined
  /** @default the table in sessions/modes.ts */
  readonly modes?: readonly ModeRow[]
}

const POOLS: Record<Affinity, string> = { none: 'anywhere', cookie: 'by_cookie', ip: 'by_ip' }

/** Where the template and the files that it includes are. */
const CONF_DIRECTORY = path.dirname(fileURLToPath(import.meta.url))

/** The variables of the template, each on one line, so that they also fit into a container's environment. */
export function nginxVariables(settings: NginxSettings): Record<string, string> {
  const modes: readonly ModeRow[] = settings.modes ?? MODES
  return {
    CONF_DIR: CONF_DIRECTORY,
    RUN_DIR: settings.runDirectory,
    ACCESS_LOG: settings.accessLog,
    WORKERS: 'auto',
    LISTEN: settings.listen.map((address) => `listen ${address};`).join(' '),
    RESOLVER: '', // replicas have addresses here, not names
    SERVERS: settings.replicas.map((address) => `server ${address} max_fails=3 fail_timeout=1s;`).join(' '),
    LAB_SERVERS: settings.replicas.map((address) => `server ${address} max_fails=1 fail_timeout=5s;`).join(' '),
    // ip_hash would take all of a /24 for one client, and moves everybody when one replica goes.
    STICK_BY_COOKIE: 'hash $affinity_key consistent;',
    STICK_BY_IP: 'hash $remote_addr consistent;',
    COOKIE_DOMAINS: settings.cookieDomain ? `.${settings.cookieDomain} "; Domain=${settings.cookieDomain}";` : '',
    MODE: settings.mode,
    DEFAULT_MODE: LAB.defaultMode,
    LAB_MODES: modes
      .filter(({ available }) => available)
      .map(({ name }) => `${name} ${name};`)
      .join(' '),
    POOLS: modes.map(({ name, affinity }) => `${name} ${POOLS[affinity]};`).join(' '),
  }
}

/** The text of nginx.conf; throws when the template asks for a variable that nobody gave. */
export function renderNginx(settings: NginxSettings): string {
  const variables = nginxVariables(settings)
  const template = readFileSync(path.join(CONF_DIRECTORY, 'nginx.conf.template'), 'utf8')
  const code = template.replace(/^#.*$/gm, '') // the list of variables in the comment is for people
  return code.replace(/\$\{([A-Z_]+)\}/g, (_, name: string) => {
    const value = variables[name]
    if (value === undefined) throw new Error(`nginx.conf.template uses \${${name}}, which render.ts does not know.`)
    return value
  })
}
