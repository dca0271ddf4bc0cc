/** Questions about the next step: the run's own answer is right, and no other one is. */
import test from 'ava'
import { gbn } from '../../../src/rdt/gbn.js'
import { PROTOCOLS } from '../../../src/rdt/protocols.js'
import { rdt20 } from '../../../src/rdt/rdt2.0.js'
import { rdt30 } from '../../../src/rdt/rdt3.0.js'
import { sr } from '../../../src/rdt/sr.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { replayCommand } from '../../../src/sim/replay-command.js'
import {
  areNumbers,
  isAnswer,
  NO_SCORE,
  type Question,
  scored,
  scoreText
} from '../../../src/sim/stepper/question.js'
import { Questions } from '../../../src/sim/stepper/questions.js'
import { readSteps } from '../../../src/sim/stepper/step-reading.js'
import { recordSteps, type SteppedRun } from '../../../src/sim/stepper/stepped-run.js'
import { randomRun } from '../../swarm/random-run.js'
import { bookConfig } from '../../trace/book-run.js'

function questionsOf(run: SteppedRun): (Question | undefined)[] {
  const questions = new Questions(run)
  return [...readSteps(run)].map((reading) => questions.about(reading))
}

const asked = (fates: string, more: Partial<SimConfig>): string[] =>
  questionsOf(recordSteps(bookConfig(fates, more))).flatMap((question) =>
    question === undefined ? [] : [`${question.step} ${question.ask} ${question.truth}`]
  )

test('the truth is a right answer, and of the choices no other is', (t) => {
  for (let i = 0; i < 60; i++) {
    const config = randomRun(`questions-${i}`)
    for (const question of questionsOf(recordSteps(config, 3_000))) {
      if (question === undefined) continue
      const { choices, truth, isRight, ask } = question
      const about = `${ask} ${truth}: ${replayCommand(config)}`
      const right = choices.filter(({ key }) => isRight(key) === true)
      if (choices.length > 0)
        t.deepEqual(
          right.map(({ text }) => text),
          [truth.replace(/[“”]/g, '')],
          about
        )
      else t.true(isRight(truth), about)
      t.is(isRight('what?'), undefined, about)
      t.true(choices.length > 0 || isRight('123456') !== true, about)
    }
  }
})

test('every protocol of the ladder has something to ask about each of its events', (t) => {
  for (const protocol of PROTOCOLS) {
    const run = recordSteps(bookConfig('data: .x', { protocol, messages: 4 }))
    const questions = questionsOf(run)
    const share = questions.filter((one) => one !== undefined).length / questions.length
    t.true(share > (protocol.acks === 'none' ? 0.1 : 0.9), `${protocol.name}: ${share}`)
  }
})

test('Go-Back-N is asked for its timer, its base and its answers', (t) => {
  const all = asked('data: .x', { protocol: gbn, messages: 4 })
  t.true(all.includes('11 Which segments does the sender send again? data 2–4'), all.join('\n'))
  t.true(all.some((one) => one.endsWith('What does the receiver send? ACK 1')))
  t.true(all.some((one) => one.endsWith('What becomes of this segment’s data? thrown away')))
  t.true(all.some((one) => one.endsWith('base is 1. What is it afterwards? 2')))
  t.true(all.some((one) => one.includes('timer') && one.endsWith('it starts, or starts anew')))
})

test('Selective Repeat buffers, and has a timer for each segment', (t) => {
  const all = asked('data: .x', { protocol: sr, messages: 8 })
  t.true(
    all.some((one) => one.endsWith('What becomes of this segment’s data? buffered')),
    all.join('\n')
  )
  t.true(all.some((one) => /Does a timer stop now, that of data \d\? yes/.test(one)))
})

test('a machine with bubbles is asked where it goes', (t) => {
  const all = asked('data: .x  ack: c', { protocol: rdt30, messages: 3 })
  t.true(
    all.some((one) => one.endsWith('Where is it afterwards? “wait for call 1 from above”')),
    all.join('\n')
  )
  const early = asked('data: .c', { protocol: rdt20, messages: 3 })
  t.true(
    early.some((one) => one.endsWith('What does the receiver send? a NAK')),
    early.join('\n')
  )
  t.false(early.some((one) => one.includes('timer')))
})

test('who shows nothing of its state is not asked for it', (t) => {
  const silent = {
    ...gbn,
    name: 'silent',
    createSender: (...all: Parameters<typeof gbn.createSender>) => {
      const sender = gbn.createSender(...all)
      return {
        get isReady() {
          return sender.isReady
        },
        rdtSend: sender.rdtSend.bind(sender),
        rdtRcv: sender.rdtRcv.bind(sender),
        timeout: sender.timeout.bind(sender)
      }
    },
    createReceiver: (...all: Parameters<typeof gbn.createReceiver>) => {
      const receiver = gbn.createReceiver(...all)
      return { rdtRcv: receiver.rdtRcv.bind(receiver) }
    }
  }
  const all = asked('data: .x', { protocol: silent, messages: 4 })
  t.true(all.length > 0)
  t.false(
    all.some((one) => /base is|becomes of this|Where is it/.test(one)),
    all.join('\n')
  )
})

test('numbers may be typed in many ways', (t) => {
  const right = areNumbers([3, 4, 5, 6])
  for (const given of ['3-6', '3 4 5 6', '3, 4,5 6', 'data 3–6', '6 5 4 3', 'data 3, 4 and 5-6']) {
    t.true(right(given), given)
  }
  for (const given of ['3-5', '3 4 5 6 7', '-', 'none', '3']) t.false(right(given), given)
  for (const given of ['', '6-3', 'x', '1-999999999']) t.is(right(given), undefined, given)
  t.true(areNumbers([])('-'))
})

test('answers may be typed in many ways', (t) => {
  const right = isAnswer({ kind: 'ack', number: 3 })
  for (const given of ['ack 3', 'ACK 3', 'a3', '3', 'ack3']) t.true(right(given), given)
  for (const given of ['ack 2', 'nak', '-', 'nothing']) t.false(right(given), given)
  for (const given of ['', 'ack', 'yes']) t.is(right(given), undefined, given)
  t.true(isAnswer({ kind: 'nothing' })('-'))
  t.true(isAnswer({ kind: 'nak' })('a NAK'))
})

test('the score counts what was right, wrong and passed over', (t) => {
  const score = [true, false, undefined, true].reduce(scored, NO_SCORE)
  t.deepEqual(score, { asked: 4, right: 2, wrong: 1, skipped: 1 })
  t.is(scoreText(score), '2 right, 1 wrong, 1 skipped of 4 questions')
  t.is(scoreText(NO_SCORE), 'nothing was asked')
})
