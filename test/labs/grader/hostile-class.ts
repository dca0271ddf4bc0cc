/** A class that hands in everything that a class hands in, in a folder of one file each. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { handedIn, LEGAL, SLIPS } from './handed-in.js'

/** What each of them must be called in the table, and what is to be said. */
export interface Classmate {
  readonly student: string
  readonly verdict: 'pass' | 'weak' | 'fail'
  /** Of the load fault, or of a finding of the check S03. */
  readonly says?: RegExp
}

const inReceiver = (code: string): string => handedIn(['// receiver', code])
const onTop = (code: string): string => handedIn(['// top', code])

/** Name of the file, its text, and what is to be said of it. */
const FILES: readonly (readonly [name: string, text: string, says: RegExp])[] = [
  ['endless-loop.ts', inReceiver('for (;;) {}'), /loop without end/],
  ['endless-load.ts', onTop('for (;;) {}'), /loop without end/],
  [
    'memory-hog.ts',
    inReceiver('const all: number[][] = []; for (;;) all.push(new Array(1e6).fill(1))'),
    /memory/
  ],
  [
    'buffer-hog.ts',
    inReceiver('const all: Uint8Array[] = []; for (;;) all.push(new Uint8Array(3e7).fill(1))'),
    /memory/
  ],
  ['thrower.ts', inReceiver("throw new Error('I do not like it')"), /I do not like it/],
  ['thrower-at-once.ts', onTop("throw new Error('not today')"), /not today/],
  ['empty.ts', '', /default export is missing/],
  ['syntax-error.ts', 'export default {{', /Expected/],
  ['process-exit.ts', onTop('process.exit(0)'), /process/],
  ['endless-sending.ts', inReceiver('for (;;) this.host.udtSend(makeAck(1))'), /orders for one/],
  ['huge.ts', `// ${'x'.repeat(2 << 20)}\n${handedIn()}`, /larger than/],
  ['binary.ts', 'GIF89a\0\0\0', /no text/],
  ['copies.ts', "export { default } from './alice'", /outside its own folder/],
  ['asks-for-fs.ts', "import 'node:fs'\nexport default 1", /may import/],
  ['no-protocol.js', 'module.exports = 42', /default export is missing/],
  ['printer.ts', inReceiver("for (let i = 0; i < 1e5; i++) console.log('\\u001b[2J')"), /./]
]

/** Fills the new `folder` with `count` submissions of lab 5. */
export function makeClass(folder: string, count: number): Classmate[] {
  mkdirSync(folder, { recursive: true })
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const nameOf = (file: string) => file.replace(/\.\w+$/, '')
  for (const [name, text] of FILES) write(name, text)
  symlinkSync('circle.ts', join(folder, 'circle.ts'))
  symlinkSync('/etc/passwd', join(folder, 'passwords.ts'))
  mkdirSync(join(folder, 'directory.ts'))
  write('e\u001b[31mvil\r.ts', handedIn(...(SLIPS['deliver-duplicate'] ?? [])))
  write('=cmd|calc.ts', handedIn())
  write('notes.txt', 'not a submission')
  write('alice.ts', handedIn())
  mkdirSync(join(folder, 'carol'))
  write('carol/gbn.ts', handedIn())
  const odd: Classmate[] = [
    ...FILES.map(([name, , says]) => ({
      ...{ student: nameOf(name), says },
      verdict: name === 'printer.ts' ? ('pass' as const) : ('fail' as const)
    })),
    { student: 'circle', verdict: 'fail', says: /it is a link/ },
    { student: 'passwords', verdict: 'fail', says: /it is a link/ },
    { student: 'directory.ts', verdict: 'fail', says: /there is no gbn\.ts in it/ },
    { student: 'e␛[31mvil ⏎ ', verdict: 'fail' },
    { student: '=cmd|calc', verdict: 'pass' },
    { student: 'alice', verdict: 'pass' },
    { student: 'carol', verdict: 'pass' }
  ]
  const usual: Classmate[] = Array.from({ length: count - odd.length }, (_, i) => {
    const student = `student-${i + 1}`
    const bugs = Object.entries(SLIPS)
    const [bug, slips] = bugs[i % bugs.length] ?? ['', []]
    const isRight = i % 3 === 0
    write(
      `${student}.ts`,
      isRight ? handedIn(...(LEGAL['acks the next'] ?? [])) : handedIn(...slips)
    )
    return { student, verdict: isRight ? 'pass' : bug === 'base-moves-back' ? 'weak' : 'fail' }
  })
  return [...odd, ...usual]
}
