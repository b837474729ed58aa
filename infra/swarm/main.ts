/**
 * `npm run swarm -- secrets` and `npm run --silent swarm -- file redis > stack.yml`: what `docker stack deploy` needs (infra/swarm/README.md).
 *
 * @module
 */
import { parseArgs } from 'node:util'
import { explain, Problem } from '../local/problem'
import { makeSecrets } from './make-secrets'
import { rehearse } from './rehearse'
import { stackText } from './swarm'

const USAGE = `npm run --silent swarm -- <command> [--stack hopcart]
  secrets             puts the secrets that are missing into the swarm
  file <profile>      prints the stack file of one profile (variables as in docs/deploy.md, from the environment)
  rehearse <profile>  tries it on a swarm of this one node, with an image that is built (or HOPCART_TAG), and removes everything`

try {
  const { values, positionals } = parseArgs({ options: { stack: { type: 'string', default: 'hopcart' } }, allowPositionals: true })
  const [command, profile] = positionals
  if (command === 'secrets') console.log(makeSecrets(values.stack, process.env).join('\n'))
  else if (command === 'file' && profile) process.stdout.write(stackText({ stack: values.stack, profile, env: process.env }))
  else if (command === 'rehearse' && profile) await rehearse(profile, process.env.HOPCART_TAG)
  else throw new Problem(USAGE, 2)
} catch (error) {
  console.error(explain(error))
  process.exitCode = error instanceof Problem ? error.exitCode : 1
}
