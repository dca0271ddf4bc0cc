/** Which lines a run of `rdt chat` plays, as its options say. */
import {
  BUILT_IN,
  DEFAULT_PEOPLE,
  fromBots,
  fromInput,
  fromSteps,
  type StepSource,
  stoppable
} from './chat-input.js'
import type { ChatRunOptions } from './chat-run-options.js'

/** Somebody sits at the terminal, and says what the first of the people says. */
export const isTyped = ({ script, bots }: ChatRunOptions): boolean =>
  script === undefined && !bots && process.stdin.isTTY === true

export function sourceFor(options: ChatRunOptions): StepSource & { stop(): void } {
  return stoppable(endlessOrNot(options))
}

function endlessOrNot(options: ChatRunOptions): StepSource {
  const { script, bots, people, channel, screen } = options
  const names = people ?? DEFAULT_PEOPLE
  if (script !== undefined) return fromSteps(script.length > 0 ? script : BUILT_IN)
  if (bots) return fromBots(names, channel.seed)
  // The screen has the keyboard; until somebody types there is something to see.
  if (screen !== undefined) return fromSteps(people === undefined ? BUILT_IN : [])
  return fromInput(isTyped(options) ? names[0] : undefined)
}
