/**
 * A kind of check: what its entries in a lab's checks.json look like, and how a submission is
 * judged by one. A new kind is a file in kinds/ and a line in check-kinds.ts.
 *
 *     checks.json  { "name": "S03", "kind": "scenario", … }
 *                            │ schema                       bad: one line, with path and mend
 *                            ▼
 *     submission ──▶ judge(check, bench) ──▶ pass, weak or fail, what was found, and the run
 */
import * as v from 'valibot'
import type { Micros } from '../../src/kernel/time.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { SimConfig } from '../../src/sim/config.js'
import type { Verdict } from '../../src/sim/outcome.js'
import type { Bench } from './bench.js'

const text = v.pipe(v.string('it must be a text'), v.minLength(1, 'it must not be empty'))

/** What every check says of itself, whatever its kind. */
export const COMMON = {
  /** What people call it, and `--only`. */
  name: v.pipe(text, v.regex(/^[\w.-]{1,40}$/, 'it must be 1 to 40 letters, digits, . _ or -')),
  about: text,
  /** Where a submission has several protocols: which of them, by the name of its export. */
  part: v.optional(text),
  /** The mutants that it must see for what they are; a test holds it to that. */
  catches: v.optional(v.array(text, 'it must be a list of names of mutants'), [])
}

/** The keys of `COMMON`, and those of its kind besides. */
export interface Check {
  readonly name: string
  readonly kind: string
  readonly about: string
  readonly part?: string | undefined
  readonly catches: readonly string[]
}

/** One thing that was found, in words. */
export interface Found {
  /** The rule that was broken, or what was compared: `answer`, `finish`, `load`, … */
  readonly rule: string
  readonly verdict: 'weak' | 'fail'
  readonly what: string
  /** When, in the run that is shown. */
  readonly t_us?: Micros
}

export interface Judged {
  readonly verdict: Verdict
  readonly findings: readonly Found[]
  /** The bug that it looks like, where the check itself can tell. */
  readonly bug?: { readonly name: string; readonly story: string; readonly confidence: string }
  /** The run that shows it, by the shortest fates that do. */
  readonly shown?: SimConfig
  /** Where there is no run to draw: lines that show it, a table perhaps. */
  readonly picture?: readonly string[]
  /** And the command with which to look again, for a shell. */
  readonly command?: string
  /** How many runs were made. */
  readonly runs: number
}

// biome-ignore lint/suspicious/noExplicitAny: what its entries hold besides, only the kind knows
type EntriesSchema = v.StrictObjectSchema<any, any>

export interface CheckKind {
  readonly schema: EntriesSchema
  judge(check: Check, bench: Bench): Judged
  /** It asks the bench for a protocol: so the lab must ask for one, and say which of several. */
  readonly isOfProtocol?: boolean
  /**
   * What is wrong with a check that has the right form: a fate that is none, a count that the
   * reference does not have. @returns one line with the mend
   */
  fault?(check: Check, bench: Pick<Bench, 'reference'>): string | undefined
  /** The run of `check` under `protocol`, where there is one that is worth a look. */
  run?(check: Check, protocol: Protocol): SimConfig
}

/** What a kind may have besides. */
interface Extras<Form> {
  readonly isOfProtocol?: boolean
  readonly fault?: (check: Form, bench: Pick<Bench, 'reference'>) => string | undefined
  readonly run?: (check: Form, protocol: Protocol) => SimConfig
}

/** A kind, with the type that its schema gives. */
export const checkKind = <Schema extends EntriesSchema>(
  schema: Schema,
  judge: (check: v.InferOutput<Schema> & Check, bench: Bench) => Judged,
  extras: Extras<v.InferOutput<Schema> & Check> = {}
): CheckKind => ({ schema, judge, ...extras }) as CheckKind

/** A whole number for a check's field. */
export const count = (least: number, most: number) => {
  const message = `it must be a whole number from ${least} to ${most}`
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(least, message),
    v.maxValue(most, message)
  )
}

/** A time in milliseconds for a check's field. */
export const milliseconds = (most = 60_000) => {
  const message = `it must be a number of milliseconds from 0 to ${most}`
  return v.pipe(v.number(message), v.minValue(0, message), v.maxValue(most, message))
}
