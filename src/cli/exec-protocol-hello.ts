/** The first line of a program: what its protocol is called, and what it declares. */
import * as v from 'valibot'
import type { Protocol } from '../rdt/protocol.js'
import { protocolEntries } from './protocol-schema.js'

/** Of the lines that are spoken; a program that speaks others is told so. */
export const VERSION = 1

/** A function cannot be said in a line, but there are few of them. */
const WINDOWS: Readonly<Record<string, (seqBits: number) => number>> = {
  '2^k-1': (seqBits) => 2 ** seqBits - 1,
  '2^(k-1)': (seqBits) => 2 ** (seqBits - 1)
}
const isWindow = "it must be a whole number from 1 on, '2^k-1', or '2^(k-1)'"

const helloSchema = v.object({
  ...protocolEntries,
  hello: v.literal(VERSION, `it must be ${VERSION}, the version of the lines that are spoken here`),
  maxWindow: v.optional(
    v.union(
      [
        v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
        v.pipe(
          v.string(),
          v.transform((text) => text.replaceAll(' ', '')),
          v.picklist(Object.keys(WINDOWS))
        )
      ],
      isWindow
    )
  )
})

type Described = Omit<Protocol, 'createSender' | 'createReceiver'>

/** @throws Error with what is wrong with `line` */
export function readHello(line: Record<string, unknown>): Described {
  const result = v.safeParse(helloSchema, line)
  if (!result.success) {
    const [issue] = result.issues
    const key = v.getDotPath(issue) ?? 'hello'
    const what = key in line || key.includes('.') ? issue.message : 'it is missing'
    throw new Error(`${key}: ${what}`)
  }
  const { name, title, acks, seqBits, windowRule, otherTimers, survives, maxWindow } = result.output
  const width = typeof maxWindow === 'number' ? () => maxWindow : WINDOWS[maxWindow ?? '']
  return {
    name,
    title,
    survives,
    ...(acks !== undefined && { acks }),
    ...(seqBits !== undefined && { seqBits }),
    ...(windowRule !== undefined && { windowRule }),
    ...(otherTimers !== undefined && { otherTimers }),
    ...(width !== undefined && { maxWindow: width })
  }
}
