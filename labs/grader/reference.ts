/** The protocol that a lab's submissions are held against, and the bugs that are known of it. */
import { BadInput } from '../../src/kernel/quantity.js'
import { findMutant, MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import type { Mutant } from '../../src/rdt/mutants/mutant.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'

/** @throws BadInput where nothing has that name */
export function referenceOf(name: string): Protocol {
  const found = PROTOCOLS.find((one) => one.name === name) ?? findMutant(name)
  if (found !== undefined) return found
  const known = PROTOCOLS.map((one) => one.name).join(', ')
  throw new BadInput(`lab.json: reference: there is no protocol '${name}'; write one of ${known}`)
}

/** Those of the protocol itself, also where the reference is a variant of it. */
export function bugsOf(name: string): readonly Mutant[] {
  const base = VARIANTS.find(({ protocol }) => protocol.name === name)?.of.name ?? name
  return MUTANTS.filter(({ of }) => of.name === base)
}
