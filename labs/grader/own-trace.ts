/** The trace that a student hands in with his answers: read and run again once, for all checks. */
import { answerAt, failed, shownValue, unanswered, withHelp } from './answer.js'
import { readAttachment } from './attachments.js'
import type { Bench } from './bench.js'
import type { Judged } from './check-kind.js'
import { type RecordedTrace, readRecordedTrace } from './recorded-trace.js'

export interface OwnTrace extends RecordedTrace {
  /** The file, as it is named in the answers. */
  readonly file: string
}

/** By the answers of a submission, and by the file that they name. */
const known = new WeakMap<object, Map<string, OwnTrace | Judged>>()

/** @param key of answers.json, where the name of the file is */
export function ownTrace(key: string, bench: Bench, help?: string): OwnTrace | Judged {
  const file = answerAt(bench.exports, key)
  const open = unanswered(file, { answer: key, about: 'the file of your trace', help }, bench)
  if (open !== undefined) return open
  if (typeof file !== 'string') {
    return failed('trace', `${key} is ${shownValue(file)}: write the name of your trace's file`)
  }
  const traces = known.get(bench.exports) ?? new Map<string, OwnTrace | Judged>()
  known.set(bench.exports, traces)
  const trace = traces.get(file) ?? readTrace(file, bench)
  traces.set(file, trace)
  return 'verdict' in trace ? withHelp(trace, help, bench) : trace
}

function readTrace(file: string, { folder }: Bench): OwnTrace | Judged {
  const attached = readAttachment(folder, file)
  if ('fault' in attached) return failed('trace', attached.fault)
  const read = readRecordedTrace(attached.text)
  return 'fault' in read ? failed('trace', `${file}: ${read.fault}`) : { ...read, file }
}
