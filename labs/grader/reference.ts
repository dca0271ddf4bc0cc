/** The protocols that a lab's submissions are held against, and the bugs that are known of them. */
import { findMutant, MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import type { Mutant } from '../../src/rdt/mutants/mutant.js'
import { findPlanted } from '../../src/rdt/mutants/planted.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'

/** A protocol of this house: `gbn`, `mutant:…`, `variant:…`, `planted:…`; undefined where there is none. */
export const findOurs = (name: string): Protocol | undefined =>
  PROTOCOLS.find((one) => one.name === name) ?? findMutant(name) ?? findPlanted(name)

/** What is wrong with the reference `name`, which lab.json has at `key`. */
export function referenceFault(key: string, name: string | undefined): string | undefined {
  if (name === undefined || findOurs(name) !== undefined) return undefined
  const known = PROTOCOLS.map((one) => one.name).join(', ')
  return `${key}: there is no protocol '${name}'; write one of ${known}`
}

/** @throws Error where nothing has that name, which `referenceFault` has told before */
export function referenceOf(name: string): Protocol {
  const found = findOurs(name)
  if (found === undefined) throw new Error(`there is no protocol ${name}`)
  return found
}

/** Of a mutant or a variant what it is one of; of any other itself. */
export const baseOf = (name: string): string =>
  [...MUTANTS, ...VARIANTS].find(({ protocol }) => protocol.name === name)?.of.name ?? name

/** Those of the protocol itself, also where the reference is a variant of it. */
export const bugsOf = (name: string): readonly Mutant[] =>
  MUTANTS.filter(({ of }) => of.name === baseOf(name))
