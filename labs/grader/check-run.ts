/** A check's run, for those who want to look at it before there is a grade. */
import { gbn } from '../../src/rdt/gbn.js'
import { replayArguments } from '../../src/sim/replay-command.js'
import type { Check } from './check-kind.js'
import { CHECK_KINDS } from './check-kinds.js'
import type { Terms } from './lab.js'
import { standardOf } from './standard.js'

/**
 * The arguments of `rdt` for the run of `check` with the protocol in `file`; undefined where a
 * check of its kind has none.
 */
export function runOfCheck(check: Check, lab: Terms, file: string): string[] | undefined {
  // Of a protocol that is not of this house only its file is known here.
  const reference = standardOf(lab, check.part).reference ?? gbn
  const config = CHECK_KINDS[check.kind]?.run?.(check, reference)
  const word = check.part === undefined ? file : `${file}#${check.part}`
  return config && replayArguments(config, word)
}
