/**
 * A congestion control from a file of somebody's own, `--congestion my-reno.ts`: its default
 * export is `{ name, create }`.
 */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import * as v from 'valibot'
import type { CongestionAlgorithm, CongestionControl } from '../rdt/congestion-control.js'
import { CONGESTION } from '../rdt/protocol.js'
import { MAX_MSS } from '../rdt/transport.js'
import { isPath, loadModule, refusalOf } from './author-file.js'

const refusal = refusalOf('--congestion')
const END = "end the file with 'export default { name, create }'"
const METHODS = ['newAck', 'dupAck', 'timeout'] as const
const NUMBERS = ['cwnd', 'ssthresh'] as const

const algorithmSchema = v.object({
  name: v.pipe(
    v.string('it must be a text'),
    v.regex(/^[\w.+-]{1,32}$/, "it must be 1 to 32 letters or digits: name: 'my-reno'"),
    v.check(
      (name) => !CONGESTION.some((ours) => ours === name),
      'that name is taken; choose another'
    )
  ),
  create: v.function('it must be a function')
})

/**
 * The congestion control of the file `word`; undefined where `word` names no file.
 * @throws BadInput where there is no such file, or no congestion control in it
 */
export async function loadCongestion(
  word: string | undefined
): Promise<CongestionAlgorithm | undefined> {
  if (word === undefined || !isPath(word)) return undefined
  const file = resolve(word)
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw refusal(`there is no file ${word}; check its name, or write newreno`)
  }
  const { default: found } = await loadModule(file, word, refusal)
  if (typeof found !== 'object' || found === null) {
    const what = found === undefined ? 'is missing' : `is no object, but a ${typeof found}`
    throw refusal(`the default export of ${word} ${what}; ${END}`)
  }
  const result = v.safeParse(algorithmSchema, found)
  if (!result.success) {
    const [issue] = result.issues
    const key = v.getDotPath(issue) ?? 'it'
    throw refusal(`${key} of the default export of ${word}: ${issue.message}; ${END}`)
  }
  const algorithm = found as CongestionAlgorithm
  checkControl(algorithm, word)
  return algorithm
}

/** One that throws when it is made, a run tells better. */
function checkControl(algorithm: CongestionAlgorithm, word: string): void {
  let control: Partial<CongestionControl>
  try {
    control = algorithm.create(MAX_MSS) ?? {}
  } catch {
    return
  }
  const needs = (what: string) => refusal(`what create of ${word} returns needs ${what}`)
  for (const method of METHODS) {
    if (typeof control[method] !== 'function') throw needs(`the method ${method}`)
  }
  for (const number of NUMBERS) {
    if (typeof control[number] !== 'number') throw needs(`${number}, a number of bytes`)
  }
}
