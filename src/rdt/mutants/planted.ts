/**
 * Bugs under names that do not tell them, `planted:elm`: for those who are to find out which they
 * are. To everybody but the reader of this file they are protocols like any other.
 */
import type { Protocol } from '../protocol.js'
import { MUTANTS } from './catalogue.js'
import type { Variation } from './mutant.js'
import { VARIANTS } from './variants.js'

const BUGS: Readonly<Record<string, string>> = {
  ash: 'silent-on-duplicate',
  birch: 'rdt2.0-trusts-garbled-ack',
  cedar: 'rdt3.0-takes-any-ack',
  elm: 'base-plus-one-per-ack',
  fir: 'timer-restart-on-dup-ack',
  ginkgo: 'buffering-receiver',
  hazel: 'sr-single-timer'
}

/** Each as what it is, but for the name and the title of its protocol. */
export const PLANTED: readonly Variation[] = Object.entries(BUGS).flatMap(([tree, bug]) =>
  [...MUTANTS, ...VARIANTS]
    .filter(({ name }) => name === bug)
    .map((found) => {
      const name = `planted:${tree}`
      return {
        ...found,
        protocol: { ...found.protocol, name, title: `${found.of.title} (${name})` }
      }
    })
)

/** The protocol that goes by `planted:NAME`. */
export const findPlanted = (name: string): Protocol | undefined =>
  PLANTED.find(({ protocol }) => protocol.name === name)?.protocol
