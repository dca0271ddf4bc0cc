/** Whom the swarm tries: a seed picks one of them, unless one is named. */
import { RandomStream } from '../../src/kernel/random.js'
import type { Subject } from './case.js'
import {
  type ChatPlan,
  type ChatStep,
  describeChat,
  describeChatStep,
  planChat
} from './chat-plan.js'
import { ChatWorld } from './chat-world.js'
import {
  describePipes,
  describePipesStep,
  type PipesPlan,
  type PipesStep,
  planPipes
} from './pipes-plan.js'
import { PipesWorld } from './pipes-world.js'
import { plannedSubject } from './planned-subject.js'
import { runSubject } from './run-subject.js'

export const pipesSubject: Subject = plannedSubject<PipesStep, PipesPlan>({
  name: 'pipes',
  about: 'connections between several nodes, which break, restart and reopen',
  plan: planPipes,
  describe: describePipes,
  describeStep: describePipesStep,
  carryOut: (plan) => new PipesWorld(plan).run(),
  counts: ({ transports: [transport], nodes, steps }) => ({
    ...countsOf(transport),
    'several nodes': nodes.length > 2 ? 1 : 0,
    steps: steps.length
  })
})

export const chatSubject: Subject = plannedSubject<ChatStep, ChatPlan>({
  name: 'chat',
  about: 'a server and its people, who are cut off, leave, return and start again',
  plan: planChat,
  describe: describeChat,
  describeStep: describeChatStep,
  carryOut: (plan) => new ChatWorld(plan).run(),
  counts: ({ transport, people, steps }) => ({
    ...countsOf(transport),
    people: people.length,
    steps: steps.length
  })
})

function countsOf(transport: ChatPlan['transport'] | undefined): Record<string, number> {
  if (transport === undefined) return {}
  const { protocol, seqBits, windowSize } = transport
  return {
    [protocol.name]: 1,
    'few bits': seqBits < 32 ? 1 : 0,
    'the widest window': windowSize === protocol.maxWindow?.(seqBits) ? 1 : 0
  }
}

export const SUBJECTS: readonly Subject[] = [runSubject, pipesSubject, chatSubject]

/** The one that `seed` picks of `subjects`. */
export const subjectOf = (seed: string, subjects: readonly Subject[] = SUBJECTS): Subject =>
  subjects[new RandomStream(seed, 'swarm', 'subject').below(subjects.length)] as Subject
