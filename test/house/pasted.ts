/** Shell blocks of a document, pasted into a shell, and what they print. */
import { spawn } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ExecutionContext } from 'ava'
import { PROGRAM } from '../cli/rdt-process.js'

const LONGEST_MS = 240_000

/**
 * `npx rdt` is the program of this build. What waits for somebody to end it is not begun; the
 * status of each call is written down.
 */
const NPX = `#!/bin/sh
[ "$1" = rdt ] && shift
case "$1 $2" in
  'lab watch'|'server '*|'client '*|'channel --'*) exit 0;;
esac
${JSON.stringify(process.execPath)} ${JSON.stringify(PROGRAM)} "$@"
status=$?
echo "$status rdt $*" >> "$RDT_CALLS"
exit $status
`

interface Pasted {
  readonly out: string
  /** `0 rdt sim --loss 20%`: the calls, with the status of each. */
  readonly calls: readonly string[]
}

/** A place that has the labs of this checkout; blocks are pasted one after the other. */
export class PastePlace {
  readonly #folder: string

  constructor(t: ExecutionContext) {
    this.#folder = mkdtempSync(join(tmpdir(), 'rdt-pasted-'))
    t.teardown(() => rmSync(this.#folder, { recursive: true, force: true }))
    mkdirSync(join(this.#folder, 'bin'))
    mkdirSync(join(this.#folder, 'here'))
    symlinkSync(resolve('labs'), join(this.#folder, 'here', 'labs'))
    writeFileSync(join(this.#folder, 'bin', 'npx'), NPX)
    chmodSync(join(this.#folder, 'bin', 'npx'), 0o755)
  }

  async paste(block: string): Promise<Pasted> {
    const log = join(this.#folder, 'calls')
    writeFileSync(log, '')
    const env = {
      ...process.env,
      ...{ PATH: `${join(this.#folder, 'bin')}:${process.env['PATH']}`, RDT_CALLS: log },
      ...{ NO_COLOR: '1', LANG: 'C.UTF-8' }
    }
    const shell = spawn('bash', ['-c', block], {
      ...{ cwd: join(this.#folder, 'here'), env, timeout: LONGEST_MS },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    let out = ''
    for (const stream of [shell.stdout, shell.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        out += text
      })
    }
    await new Promise((done) => shell.on('close', done))
    return { out, calls: readFileSync(log, 'utf8').split('\n').slice(0, -1) }
  }
}
