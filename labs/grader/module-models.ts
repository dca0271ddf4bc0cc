/** The models that a check may name as its `model`. */

import { checksumModel } from './models/checksum-model.js'
import { rtoModel } from './models/rto-model.js'
import type { ModuleModel } from './module-model.js'

export const MODULE_MODELS = {
  checksums: checksumModel,
  rto: rtoModel
} as const satisfies Readonly<Record<string, ModuleModel>>

export type ModelName = keyof typeof MODULE_MODELS

export const MODEL_NAMES = Object.keys(MODULE_MODELS) as ModelName[]
