/**
 * What the compiler says of a submission, where there is a compiler: it is a development
 * dependency, and many have it beside their own file. It fails nobody; most type errors are
 * bugs all the same.
 */
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/** Said instead, where there is none. */
const NO_COMPILER = 'types were not checked: npm install typescript, and they will be'

const WORKER = new URL('type-worker.js', import.meta.url)
const LONGEST_MS = 30_000

export interface TypeTask {
  /** Of the compiler. */
  readonly compiler: string
  readonly file: string
}

/** One line each, the first few; none for JavaScript. */
export async function typeErrorsOf(word: string): Promise<readonly string[]> {
  if (!/\.[cm]?ts$/.test(word)) return []
  const file = resolve(word)
  const compiler = findCompiler(file)
  if (compiler === undefined) return [NO_COMPILER]
  return new Promise((settle) => {
    const task: TypeTask = { compiler, file }
    const worker = new Worker(WORKER, { workerData: task, stdout: true, stderr: true })
    const done = (lines: readonly string[]) => {
      clearTimeout(timer)
      void worker.terminate()
      settle(lines)
    }
    const timer = setTimeout(() => done([]), LONGEST_MS)
    worker.once('message', done)
    worker.once('error', () => done([]))
  })
}

/** Beside the submission, or else with us. */
function findCompiler(file: string): string | undefined {
  for (const from of [file, fileURLToPath(import.meta.url)]) {
    try {
      return createRequire(pathToFileURL(from)).resolve('typescript')
    } catch {
      // Perhaps in the other place.
    }
  }
  return undefined
}
