/**
 * Files that answers name: read beside them, and nowhere else. What is handed in is a stranger's:
 * no path, no link, no more than a grader can hold.
 */
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Attachment =
  | { readonly text: string }
  /** Why there is none, with the mend. */
  | { readonly fault: string }

/** A trace of a hundred thousand events has half of that. */
const MOST_BYTES = 32 << 20
const NAME = /^[\w-][\w.-]{0,99}$/

/** The text of the file `name` in `folder`. */
export function readAttachment(folder: string, name: string): Attachment {
  if (!NAME.test(name)) {
    const shown = JSON.stringify(name.slice(0, 40))
    return { fault: `${shown} is no file beside your answers; write its name alone, my-run.ndjson` }
  }
  const path = join(folder, name)
  try {
    const stat = lstatSync(path)
    if (stat.isSymbolicLink()) return { fault: `${name} is a link; put the file itself there` }
    if (!stat.isFile()) return { fault: `${name} is no file; name one beside your answers` }
    if (stat.size > MOST_BYTES) {
      return { fault: `${name} has more than ${MOST_BYTES >> 20} MB; record a shorter run` }
    }
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return {
      fault: isMissing
        ? `there is no ${name} beside your answers, in ${folder}; record it there`
        : `${name} cannot be read; look who may read it`
    }
  }
}
