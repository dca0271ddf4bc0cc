/** A protocol of somebody's own as a program that speaks lines: `--protocol 'exec:node my-abp.mjs'`. */
import { writeFileSync } from 'node:fs'
import type { ExecutionContext } from 'ava'
import { folder } from './rdt-process.js'

export interface Spoilt {
  /** Statements at its beginning. */
  readonly top?: string
  /** Statements instead of its first line. */
  readonly hello?: string
  /** Statements before its answer to an event of a machine; `half` and `event` are at hand. */
  readonly spoil?: string
}

/** The alternating-bit protocol in plain JavaScript, without any help; and what is spoilt in it. */
export const ownProgram = ({ top = '', hello = 'say(ME)', spoil = '' }: Spoilt = {}): string => `
import { createInterface } from 'node:readline'
import { writeSync } from 'node:fs'
const ME = { hello: 1, name: 'my-abp', title: 'My alternating bit', seqBits: 1, maxWindow: 1,
  survives: ['loss', 'corrupt-data', 'corrupt-ack', 'duplicate', 'delay'] }
// Pipes are slow to take much at once; nothing may be lost when it ends.
const write = (text) => {
  for (let rest = Buffer.from(text); rest.length > 0; ) {
    try { rest = rest.subarray(writeSync(1, rest)) } catch (e) { if (e.code !== 'EAGAIN') throw e }
  }
}
const say = (line) => write(JSON.stringify(line) + '\\n')
const machines = new Map()
let events = 0
${top}
createInterface({ input: process.stdin }).on('line', (text) => {
  const { n, machine, half, event, data, segment, options } = JSON.parse(text)
  if (event === 'hello') { ${hello}; return }
  if (event === 'forget') return machines.delete(machine)
  events++
  if (event === 'create') machines.set(machine, { bit: 0, isReady: true, sndpkt: undefined })
  const me = machines.get(machine)
  const isSound = segment !== undefined && !segment.corrupt
  const send = () => {
    say({ order: 'udtSend', segment: me.sndpkt })
    say({ order: 'startTimer', delay: options.rto })
  }
  ${spoil}
  if (event === 'rdtSend') {
    me.sndpkt = { kind: 'data', seqnum: me.bit, data }
    me.isReady = false
    send()
  } else if (event === 'timeout') send()
  else if (half === 'sender' && isSound && segment.acknum === me.bit && !me.isReady) {
    say({ order: 'stopTimer' })
    me.bit = 1 - me.bit
    me.isReady = true
  } else if (half === 'receiver' && event === 'rdtRcv') {
    if (isSound && segment.seqnum === me.bit) {
      say({ order: 'deliverData', data: segment.data })
      me.bit = 1 - me.bit
    }
    say({ order: 'udtSend', segment: { kind: 'ack', acknum: 1 - me.bit } })
  }
  say({ done: n, isReady: me.isReady, state: { bit: me.bit } })
})
`

/** Writes the program `name`. @returns what `--protocol` is given for it */
export function program(t: ExecutionContext, spoilt: Spoilt = {}, name = 'my-abp.mjs'): string {
  const path = folder(t)(name)
  writeFileSync(path, ownProgram(spoilt))
  return `exec:"${process.execPath}" "${path}"`
}
