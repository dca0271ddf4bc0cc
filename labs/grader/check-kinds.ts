/** All kinds of checks that a lab's checks.json may name. */
import type { CheckKind } from './check-kind.js'
import { exploreKind } from './kinds/explore-kind.js'
import { scenarioKind } from './kinds/scenario-kind.js'
import { seedsKind } from './kinds/seeds-kind.js'
import { theoryKind } from './kinds/theory-kind.js'

export const CHECK_KINDS: Readonly<Record<string, CheckKind>> = {
  scenario: scenarioKind,
  explore: exploreKind,
  seeds: seedsKind,
  theory: theoryKind
}
