/** A grade is earned: whoever reaches for the judge, or past the channel, has nothing of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { Grade } from '../../../labs/grader/grade.js'
import { gradeSubmission } from '../../../labs/grader/grade-submission.js'
import { findLab, findLabs } from '../../../labs/grader/lab.js'
import { handedIn, type Slip } from './handed-in.js'

const LAB = findLab('5', findLabs())

/** Graded by one scenario, in which an ACK is lost. @param beside other files of its folder */
function graded(
  t: ExecutionContext,
  text: string,
  beside: Readonly<Record<string, string>> = {}
): Promise<Grade> {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries({ ...beside, 'mine/gbn.ts': text })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return gradeSubmission(LAB, join(folder, 'mine/gbn.ts'), { only: 'S03', skipsTypes: true })
}

const onTop = (code: string): Slip => ['// top', code]
const inSender = (code: string): Slip => ['// sender', code]
const inReceiver = (code: string): Slip => ['// receiver', `${code}\n`]
/** Of what the file is given, the array of our realm. */
const OURS =
  "import { RecordingHost } from 'rdt-chat'\nconst ours = (new RecordingHost() as any).calls"
/** Silent on what comes again: without a forged grade, S03 finds it. */
const WRONG = inReceiver('if (isData(segment) && segment.seqnum < this.expectedseqnum) return')

const FORGERS: readonly (readonly [what: string, top: string])[] = [
  ['the arrays', `${OURS}\nours.__proto__.some = () => false`],
  ['a new property of all objects', `${OURS}\nours.__proto__.__proto__.verdict = 'pass'`],
  ['the calls of functions', `${OURS}\nours.push.__proto__.call = () => {}`],
  [
    'the errors',
    `import { isAck } from 'rdt-chat'
     try { isAck(null as any) } catch (error: any) { error.constructor.prepareStackTrace = 1 }`
  ],
  [
    'the classes of rdt-chat',
    "import { SequenceSpace } from 'rdt-chat'\nSequenceSpace.prototype.distance = () => 0"
  ],
  ['the bytes', "Object.defineProperty(Uint8Array.prototype, 'length', { get: () => 0 })"]
]

for (const [what, top] of FORGERS) {
  test(`one that changes ${what} of its judge does not load`, async (t) => {
    const { verdict, load_fault } = await graded(t, handedIn(onTop(top), WRONG))
    t.is(verdict, 'fail')
    t.not(load_fault, null)
  })
}

test('the options of a machine are not its own to change, nor what they are made of', async (t) => {
  const sly = inSender('Object.getPrototypeOf(this.options).rto = 1; (this.options as any).rto = 1')
  const { checks } = await graded(t, handedIn(sly))
  t.regex(
    checks[0]?.findings[0]?.what ?? '',
    /^gbn\.ts:\d+: .*(read only|not extensible|only a getter)/
  )
})

test('a variable of the file carries no data from the sender to the receiver', async (t) => {
  const text = `
const queue: Uint8Array[] = []
export default {
  name: 'past-the-channel', title: 'Past the channel', survives: ['loss'],
  createSender: () => (
    { isReady: true, rdtSend: (data) => void queue.push(data), rdtRcv() {}, timeout() {} }
  ),
  createReceiver: (host) => {
    const look = () => {
      for (const data of queue.splice(0)) host.deliverData(data)
      host.startTimer(1000)
    }
    look()
    return { rdtRcv() {}, timeout: look }
  }
}`
  const { verdict, load_fault } = await graded(t, text)
  t.is(load_fault, null)
  t.is(verdict, 'fail')
})

test('a segment is what it was when it was sent, whatever it says later', async (t) => {
  const fickle = `
    let looks = 0
    const acknum = this.expectedseqnum - 1
    if (acknum >= 0) {
      const sly = { get acknum() { return looks++ === 0 ? acknum : 4_000_000 } }
      this.host.udtSend({ ...makeAck(0), ...Object.defineProperties({}, Object.getOwnPropertyDescriptors(sly)) } as Segment)
    }`
  const grade = await graded(
    t,
    handedIn(['this.host.udtSend(makeAck(', `${fickle}; void (makeAck(`])
  )
  t.is(grade.verdict, 'pass', JSON.stringify(grade.checks[0]?.findings))
})

test('a state is looked at once, and only so far', async (t) => {
  const endless = 'acked: Object.assign([1], { *[Symbol.iterator]() { for (;;) yield 1 } }) as any'
  const { checks } = await graded(
    t,
    handedIn(['nextseqnum: this.nextseqnum }', `nextseqnum: this.nextseqnum, ${endless} }`])
  )
  t.notRegex(checks[0]?.findings[0]?.rule ?? '', /loop|memory|ended/)
})

test('the bundler reads no file that a source map names', async (t) => {
  const secret = 'root:x:0:0'
  const text = `${handedIn()}\n//# sourceMappingURL=../secret.map\n`
  const grade = await graded(t, text, { 'secret.map': secret })
  t.is(grade.verdict, 'pass')
  t.false(JSON.stringify(grade).includes('root'))
})

test('what is nested without end, or has a large file beside it, does not load', async (t) => {
  const nested = await graded(t, `export default ${'['.repeat(5000)}${']'.repeat(5000)}`)
  t.regex(nested.load_fault?.what ?? '', /nested too deep/)
  const large = await graded(t, `import './large.ts'\n${handedIn()}`, {
    'mine/large.ts': `// ${'x'.repeat(1 << 20)}`
  })
  t.regex(large.load_fault?.what ?? '', /larger than/)
})

test('in place of a package.json there must be nothing for which the bundler waits', async (t) => {
  const grade = await graded(t, handedIn(), { 'mine/package.json/x': '' })
  t.is(grade.load_fault?.place, 'package.json')
})
