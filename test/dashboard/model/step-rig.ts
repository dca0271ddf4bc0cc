/** A stepper without a terminal: a robot presses its keys, and it is drawn on paper. */
import { namedKey, typedKey } from '../../../src/dashboard/model/key.js'
import { type StepOptions, StepStage } from '../../../src/dashboard/model/step-stage.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { recordSteps, type SteppedRun } from '../../../src/sim/stepper/stepped-run.js'
import { bookConfig } from '../../trace/book-run.js'

export class StepRig {
  readonly stage: StepStage
  readonly orders: string[] = []
  readonly saved: SteppedRun[] = []

  constructor(config: SimConfig, options: StepOptions = {}) {
    this.stage = new StepStage(
      recordSteps(config, 20_000),
      {
        run: (branch) => recordSteps(branch, 20_000),
        freeName: () => 'step-1',
        save: (run, name) => {
          if (name === 'taken') throw new BadInput('taken is there already; write another name')
          this.saved.push(run)
          return `written: ${name}`
        },
        crashWords: ({ crash }) =>
          crash instanceof Error ? `my-gbn.ts:12 throws: ${crash.message}` : undefined,
        quit: () => this.orders.push('quit'),
        interrupt: () => this.orders.push('interrupt')
      },
      options
    )
  }

  /** Keys by their chords; a single sign is typed. */
  press(...chords: readonly string[]): this {
    for (const chord of chords) {
      const isSign = [...chord].length === 1
      this.stage.key(isSign ? typedKey(chord) : chord === 'space' ? typedKey(' ') : namedKey(chord))
    }
    return this
  }

  type(text: string): this {
    return this.press(...[...text].map((sign) => (sign === ' ' ? 'space' : sign)))
  }

  paper(width = 80, height = 24): Surface {
    const paper = Surface.empty(width, height)
    this.stage.draw(paper)
    return paper
  }

  text(width = 80, height = 24): string {
    return this.paper(width, height).lines.join('\n')
  }
}

export const bookRig = (
  fates: string,
  more: Partial<SimConfig> = {},
  options: StepOptions = {}
): StepRig => new StepRig(bookConfig(fates, more), options)
