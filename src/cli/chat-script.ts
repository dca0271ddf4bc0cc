/**
 * What the people of `rdt chat` say: lines `alice: hello`, where `# …` is a comment and
 * `@ 2s` waits. A text that begins with `/` or `@` is a command of the chat's client.
 */
import { checkName } from '../chat/names.js'
import { BadInput, parseDuration } from '../kernel/quantity.js'
import type { Micros } from '../kernel/time.js'

export type ScriptStep =
  | { readonly step: 'say'; readonly who: string; readonly line: string }
  | { readonly step: 'wait'; readonly time: Micros }

/**
 * What one line asks for; undefined for a comment and for an empty line.
 * @param where the line's place, for the message
 * @throws BadInput with the mend
 */
export function parseScriptLine(line: string, where: string): ScriptStep | undefined {
  if (line.trim() === '' || line.startsWith('#')) return undefined
  if (/^@\s/.test(line)) return { step: 'wait', time: parseDuration(line.slice(1), where) }
  const colon = line.indexOf(':')
  if (colon < 0) {
    throw new BadInput(`${where}: nobody says this; write 'alice: hello', '@ 2s' or '# a comment'`)
  }
  const { name, why } = checkName(line.slice(0, colon).trim())
  if (name === undefined) throw new BadInput(`${where}: ${why}`)
  // One space belongs to the notation; all the rest is text.
  return { step: 'say', who: name, line: line.slice(colon + 1).replace(/^ /, '') }
}

/** A whole script. @throws BadInput for the first line that is wrong */
export const parseScript = (text: string, name: string): ScriptStep[] =>
  splitLines(text).flatMap((line, i) => parseScriptLine(line, `${name}, line ${i + 1}`) ?? [])

/** Lines end in LF or CR LF; a last line may lack its end. */
function splitLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Played where nobody types and nothing is piped in. */
export const BUILT_IN_CONVERSATION = `
alice: Hello, is anybody there? This goes over raw UDP.
@ 300ms
bob: Here! How much does the channel lose today?
@ 300ms
carol: Enough. Whether every line arrives, once and in order, is up to the protocol.
@ 300ms
alice: With Go-Back-N it does: what is not acknowledged in time is sent again.
@ 300ms
bob: All that is in flight, even what had arrived?
@ 300ms
carol: Yes, its receiver keeps nothing that is out of order. Selective Repeat does.
@ 300ms
alice: /msg bob A private word: try --loss 0.5 next.
@ 300ms
bob: Größe zählt nicht: Umlaute, 日本語 and emoji 🛰️ arrive whole as well.
@ 300ms
carol: The report below counts what died on the way, and what came of it.
@ 300ms
alice: Good-bye!
`
