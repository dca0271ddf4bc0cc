/** The weather of one direction as data, for whoever reads it from a file: weather.ts, checked. */
import * as v from 'valibot'
import { DISTRIBUTIONS } from './weather/weather.js'

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const chance = v.object({ probability: share, correlation: share })

export const weatherSchema = v.object({
  loss: v.variant('kind', [
    v.object({ kind: v.literal('random'), ...chance.entries }),
    v.object({
      kind: v.literal('gemodel'),
      toBad: share,
      toGood: share,
      lossWhenBad: share,
      lossWhenGood: share
    })
  ]),
  corrupt: v.object({ ...chance.entries, bits: whole }),
  duplicate: chance,
  reorder: v.object({ ...chance.entries, gap: whole }),
  truncate: chance,
  delay: whole,
  jitter: v.object({ spread: whole, correlation: share }),
  distribution: v.picklist(DISTRIBUTIONS),
  rate: whole,
  limit: whole
})
