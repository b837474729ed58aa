import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { explain, Problem } from '../infra/local/problem'

/** Runs a benchmark with the arguments of this process; what goes wrong is said, and is its exit code. */
export async function runCommand(main: (args: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2))
  } catch (error) {
    console.error(explain(error))
    process.exitCode = error instanceof Problem ? error.exitCode : 1
  }
}

/** Writes a report, with the folders that it needs, and says where. */
export function writeReport(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(`Written: ${path.relative(process.cwd(), file)}`)
}
