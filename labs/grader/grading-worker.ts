/**
 * The thread in which a submission is judged. It is made for one submission, judges it by one
 * check after the other, and is thrown away; should the submission hang or take all memory,
 * nobody else comes to harm.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Examiner } from './examiner.js'
import { BEATS, type GradingTask, INSIDE, type Request, WHERE_AM_I } from './grading-words.js'
import { lockRealm } from './realm-lock.js'

const task = workerData as GradingTask
const cells = new Int32Array(task.pulse)
const pulse = {
  enter: () => {
    Atomics.add(cells, BEATS, 1)
    Atomics.store(cells, INSIDE, 1)
  },
  leave: () => {
    Atomics.store(cells, INSIDE, 0)
  }
}
const examiner = new Examiner(task, pulse)

Object.defineProperty(globalThis, WHERE_AM_I, {
  value: () => examiner.whereabouts
})

parentPort?.on('message', (request: Request) => {
  parentPort?.postMessage(examiner.answer(request))
})
// Promises that nobody waits for: what they do is done too late to count.
process.on('unhandledRejection', () => {})
lockRealm()
