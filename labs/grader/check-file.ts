/** A lab's checks.json: a list of checks, each by the schema of its kind. */
import { join } from 'node:path'
import * as v from 'valibot'
import { BadInput } from '../../src/kernel/quantity.js'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import type { Check, CheckKind } from './check-kind.js'
import { CHECK_KINDS } from './check-kinds.js'
import { faultOf, type Lab, readJson, shown, type Terms } from './lab.js'
import { type Standard, standardOf } from './standard.js'

const fileSchema = v.strictObject({
  /** What the file is for, for people. */
  about: v.optional(v.string('it must be a text')),
  checks: v.array(
    v.looseObject({ kind: v.string('it must be a text') }, 'it must be an object'),
    'it must be a list'
  )
})

export const checksPath = ({ folder }: Pick<Lab, 'folder'>): string => join(folder, 'checks.json')

/**
 * The checks of the file `path`, each of the right form, no two of one name.
 * @throws BadInput in one line: the file, the place in it, and the mend
 */
export function readChecks(path: string): Check[] {
  const { checks } = readJson(path, fileSchema)
  const names = new Set<string>()
  return checks.map((entry, index) => {
    const refuse = (what: string) => new BadInput(`${shown(path)}: checks[${index}]${what}`)
    const kind = Object.hasOwn(CHECK_KINDS, entry.kind) ? CHECK_KINDS[entry.kind] : undefined
    if (kind === undefined) {
      const known = Object.keys(CHECK_KINDS).join(', ')
      throw refuse(`.kind: there is no kind '${entry.kind}'; write one of ${known}`)
    }
    const result = v.safeParse(kind.schema, entry)
    if (!result.success) throw refuse(`.${faultOf(result.issues[0])}`)
    const check = result.output as unknown as Check
    if (names.has(check.name)) throw refuse(`.name: ${check.name} is there twice; rename one`)
    names.add(check.name)
    const stranger = check.catches.find((name) => !MUTANTS.some((one) => one.name === name))
    if (stranger !== undefined) {
      throw refuse(`.catches: there is no mutant '${stranger}'; rdt mutants lists them`)
    }
    return check
  })
}

/**
 * What only the lab that they are for, and a run of its reference, show. @throws BadInput likewise
 */
export function verifyChecks(path: string, checks: readonly Check[], lab: Terms): void {
  for (const [index, check] of checks.entries()) {
    const kind = CHECK_KINDS[check.kind]
    const standard = standardOf(lab, check.part)
    const fault =
      placeFault(check, kind, lab) ?? kind?.fault?.(check, standard) ?? bugFault(check, standard)
    if (fault === undefined) continue
    throw new BadInput(`${shown(path)}: checks[${index}] (${check.name}): ${fault}`)
  }
}

/** Is it for this lab at all, and for which part of it? */
function placeFault(
  { kind: name, part }: Check,
  kind: CheckKind | undefined,
  { hands_in, parts }: Terms
): string | undefined {
  const isOfProtocol = kind?.isOfProtocol === true
  if (isOfProtocol && hands_in !== 'protocol') {
    return `kind: '${name}' judges a protocol, and the lab asks for ${hands_in}; write another kind`
  }
  if (parts === undefined) {
    return part === undefined ? undefined : 'part: the lab has no parts; leave it out'
  }
  const known = Object.keys(parts).join(', ')
  if (part === undefined) return isOfProtocol ? `part is missing; write one of ${known}` : undefined
  return Object.hasOwn(parts, part)
    ? undefined
    : `part: there is no part '${part}'; write one of ${known}`
}

/** Only a bug of the reference can be told by its name. */
function bugFault({ catches }: Check, { reference, bugs }: Standard): string | undefined {
  const stranger = catches.find((name) => !bugs.some((bug) => bug.name === name))
  if (stranger === undefined) return undefined
  const whose =
    reference === undefined ? 'there is no reference' : `it is no bug of ${reference.name}`
  return `catches: ${stranger}: ${whose}; leave it out`
}
