/** All kinds of checks that a lab's checks.json may name. */
import type { CheckKind } from './check-kind.js'
import { agreesKind } from './kinds/agrees-kind.js'
import { bottleneckKind } from './kinds/bottleneck-kind.js'
import { callsKind } from './kinds/calls-kind.js'
import { chatKind } from './kinds/chat-kind.js'
import { choiceKind } from './kinds/choice-kind.js'
import { cwndKind } from './kinds/cwnd-kind.js'
import { exploreKind } from './kinds/explore-kind.js'
import { fatesKind } from './kinds/fates-kind.js'
import { foretellKind } from './kinds/foretell-kind.js'
import { formulaKind } from './kinds/formula-kind.js'
import { killsKind } from './kinds/kills-kind.js'
import { measuredKind } from './kinds/measured-kind.js'
import { missedKind } from './kinds/missed-kind.js'
import { nameTheBugKind } from './kinds/name-the-bug-kind.js'
import { predictKind } from './kinds/predict-kind.js'
import { roundTripsKind } from './kinds/round-trips-kind.js'
import { scenarioKind } from './kinds/scenario-kind.js'
import { seedsKind } from './kinds/seeds-kind.js'
import { smallestFatesKind } from './kinds/smallest-fates-kind.js'
import { theoryKind } from './kinds/theory-kind.js'
import { timedKind } from './kinds/timed-kind.js'
import { traceCountKind } from './kinds/trace-count-kind.js'
import { traceKind } from './kinds/trace-kind.js'
import { traceLifeKind } from './kinds/trace-life-kind.js'
import { traceNumberKind } from './kinds/trace-number-kind.js'

export const CHECK_KINDS: Readonly<Record<string, CheckKind>> = {
  scenario: scenarioKind,
  explore: exploreKind,
  seeds: seedsKind,
  theory: theoryKind,
  cwnd: cwndKind,
  bottleneck: bottleneckKind,
  trace: traceKind,
  'trace-count': traceCountKind,
  'trace-number': traceNumberKind,
  'trace-life': traceLifeKind,
  foretell: foretellKind,
  predict: predictKind,
  fates: fatesKind,
  choice: choiceKind,
  formula: formulaKind,
  measured: measuredKind,
  chat: chatKind,
  agrees: agreesKind,
  calls: callsKind,
  missed: missedKind,
  'round-trips': roundTripsKind,
  timed: timedKind,
  kills: killsKind,
  'name-the-bug': nameTheBugKind,
  'smallest-fates': smallestFatesKind
}
