import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../local/settings'

/** A folder of the repository that a container has: `./infra/nginx:/etc/hopcart:ro`. */
const FOLDER = /^\.\/(infra\/[\w-]+):([^:]+)/

/** One file of such a folder, as a config of the swarm. A config cannot change, so its name has what is in it. */
export type Config = { readonly name: string; readonly file: string; readonly target: string }

/** The configs that a volume of docker-compose.yml stands for; null: it is no folder of the repository. */
export function configsOf(volume: string, stack: string): Config[] | null {
  const [, folder, target] = FOLDER.exec(volume) ?? []
  if (!folder) return null
  const files = readdirSync(path.join(ROOT, folder)).filter((each) => /\.(conf|template|sh)$/.test(each))
  return files.map((each) => {
    const file = path.join(ROOT, folder, each)
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 8)
    return { name: `${stack}-${path.basename(folder)}-${each.replaceAll('.', '-')}-${hash}`, file, target: `${target}/${each}` }
  })
}
