/** Answers that are handed in as JSON: an object, a key for each question. */
import type { TransformFailure } from 'esbuild'

export type AnswersFile =
  | { readonly answers: Readonly<Record<string, unknown>> }
  /** The line from 1, where there is one to name. */
  | { readonly fault: string; readonly line?: number }

/** The answers in `text`. */
export async function parseAnswers(text: string): Promise<AnswersFile> {
  const plain = text.replace(/^\uFEFF/, '')
  let value: unknown
  try {
    value = JSON.parse(plain)
  } catch (error) {
    return noJson(plain, error)
  }
  const fault = shapeFault(value)
  return fault === undefined ? { answers: value as Record<string, unknown> } : { fault }
}

/** Where it stops being JSON, the engine does not always say; the bundler does. */
async function noJson(text: string, error: unknown): Promise<AnswersFile> {
  const mend = 'mend it there: {"question": answer, …}'
  try {
    const { transform } = await import('esbuild')
    await transform(text, { loader: 'json', logLevel: 'silent' })
  } catch (failure) {
    const [first] = (failure as Partial<TransformFailure>).errors ?? []
    const line = first?.location?.line
    if (first !== undefined) {
      return { fault: `this is no JSON: ${first.text}; ${mend}`, ...(line && { line }) }
    }
  }
  const why = error instanceof Error ? error.message.replace(/\s*\n\s*/g, ' ') : ''
  return { fault: `this is no JSON: ${why}; ${mend}` }
}

function shapeFault(value: unknown): string | undefined {
  const mend = 'write an object, {"question": answer, …}'
  if (Array.isArray(value)) return `the answers are a list; ${mend}`
  if (value === null || typeof value !== 'object') {
    return `the answers are ${value === null ? 'null' : `a ${typeof value}`}; ${mend}`
  }
  return isDeep(value)
    ? `it has more than ${DEEPEST} brackets within one another; ${mend}`
    : undefined
}

/** No question asks for more. */
const DEEPEST = 20

/** Level by level: what is nested without end must not be called without end. */
function isDeep(value: object): boolean {
  let level: object[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= DEEPEST) return true
    level = level.flatMap((one) => Object.values(one)).filter(isObject)
  }
  return false
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
