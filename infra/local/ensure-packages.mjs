import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Runs `npm ci` when what is installed is not what package-lock.json says; false when that failed. */
export function ensurePackages() {
  if (isInstalled()) return true
  console.log('Installing packages (npm ci) …')
  // Whatever NODE_ENV or npm's configuration say: building and testing need them all.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const { status, error } = spawnSync('npm', args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status === 0) return true
  console.error(
    `The packages could not be installed${error ? ` (${error.message})` : ''}. Put right what npm says above, then start again.`,
  )
  return false
}

/**
 * npm writes what it has installed into node_modules/.package-lock.json, last of all; an interrupted or older installation shows there.
 * Optional packages may be missing: they are for other systems.
 */
function isInstalled() {
  try {
    const wanted = packagesIn('package-lock.json')
    const present = packagesIn('node_modules/.package-lock.json')
    return Object.entries(wanted).every(([where, { version, optional, link }]) => {
      if (where === '' || link) return true
      const here = present[where]
      return here ? here.version === version : Boolean(optional)
    })
  } catch {
    return false
  }
}

function packagesIn(file) {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')).packages
}
