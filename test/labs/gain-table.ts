/** The table in an extension lab's README that says what is gained: check, before, now. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { CHECK_KINDS } from '../../labs/grader/check-kinds.js'
import type { Lab } from '../../labs/grader/lab.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { runSimulation } from '../../src/sim/simulation.js'

/** Its rows, of which the first cell names a check, as lists of cells. */
export const rowsOf = ({ folder }: Lab): string[][] =>
  readFileSync(join(folder, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| [A-Z]\d\d \|/.test(line))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1)
    )

/** How `protocol` fares in the check `name` of `lab`. */
export function faring(lab: Lab, name: string, protocol: Protocol) {
  const check = readChecks(checksPath(lab)).find((one) => one.name === name)
  const config = check && CHECK_KINDS[check.kind]?.run?.(check, protocol)
  if (config === undefined) throw new Error(`${lab.id} has no run ${name}`)
  return runSimulation(config, { checks: true })
}

/** What the check `name` of `lab` expects. */
export function expectation(lab: Lab, name: string): Readonly<Record<string, number>> {
  const check = readChecks(checksPath(lab)).find((one) => one.name === name)
  return (check as { expect?: Record<string, number> } | undefined)?.expect ?? {}
}
