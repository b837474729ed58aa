import { execFileSync } from 'node:child_process'
import { findProgram } from './find-program'
import { Problem } from './problem'
import type { Progress } from './progress'
import { requireRedisVersion } from './redis-version'
import { runTool } from './run-tool'

/** What a stack needs beside Node, and the packages that bring it. */
const PACKAGES = {
  nginx: { apt: 'nginx', brew: 'nginx' },
  'redis-server': { apt: 'redis-server', brew: 'redis' },
} as const

export type ProgramName = keyof typeof PACKAGES

/**
 * apt starts what it installs as a service on some systems, which would take ports 80 and 6379 and a place in the next boot.
 * policy-rc.d keeps it from starting, and `disable` from the next boot; both touch only what was installed right here.
 */
const APT = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"; chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update || true # a stale list often does
apt-get install --yes --no-install-recommends "$@"
if command -v systemctl > /dev/null; then
  for package in "$@"; do systemctl disable --now "$package" || true; done
fi`

/** Gets the programs that are missing: by apt (as root, or with sudo that asks for no password) or brew; else says what to install. */
export async function ensurePrograms(names: readonly ProgramName[], progress: Progress): Promise<void> {
  await install(names, progress)
  if (names.includes('redis-server')) requireRedisVersion()
}

async function install(names: readonly ProgramName[], progress: Progress): Promise<void> {
  const missing = names.filter((name) => findProgram(name) === null)
  if (missing.length === 0) return
  const list = missing.join(' and ')
  const installing = installer(missing)
  if (!installing) throw new Problem(`${list} ${missing.length === 1 ? 'is' : 'are'} not installed. ${advice(missing)}`)
  try {
    await progress.step(`Installing ${list}`, installing, () => `${list} installed`)
  } catch (cause) {
    throw new Problem(`${list} could not be installed. ${advice(missing)}\n${(cause as Error).message}`, 1, { cause })
  }
  const still = missing.filter((name) => findProgram(name) === null)
  if (still.length > 0) throw new Problem(`${still.join(' and ')} cannot be found after the installation. ${advice(still)}`)
}

function installer(missing: readonly ProgramName[]): (() => Promise<string>) | null {
  const brew = findProgram('brew')
  if (brew) return () => runTool(brew, ['install', ...missing.map((name) => PACKAGES[name].brew)])
  if (!findProgram('apt-get')) return null
  return installWithApt(missing.map((name) => PACKAGES[name].apt))
}

/** Installs Debian packages without leaving a service running; null when we may not. */
export function installWithApt(packages: readonly string[]): (() => Promise<string>) | null {
  if (!findProgram('apt-get')) return null
  const script = ['sh', '-c', APT, 'install', ...packages]
  if (process.getuid?.() === 0) return () => runTool('env', script)
  return maySudo() ? () => runTool('sudo', ['--non-interactive', ...script]) : null
}

function maySudo(): boolean {
  try {
    execFileSync('sudo', ['--non-interactive', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function advice(missing: readonly ProgramName[]): string {
  const apt = missing.map((name) => PACKAGES[name].apt).join(' ')
  const other = missing.map((name) => PACKAGES[name].brew).join(' ')
  if (process.platform === 'darwin') return `Install Homebrew (https://brew.sh) or run: brew install ${other}`
  if (findProgram('apt-get')) return `Run: sudo apt-get install ${apt}   Then start again.`
  if (findProgram('dnf')) return `Run: sudo dnf install ${other}   Then start again.`
  if (findProgram('pacman')) return `Run: sudo pacman -S ${other}   Then start again.`
  if (findProgram('apk')) return `Run: sudo apk add ${other}   Then start again.`
  return `Install ${other} with your system's package manager, then start again.`
}
