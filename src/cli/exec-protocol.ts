/**
 * A protocol in any language, `--protocol 'exec:python3 my_gbn.py'`: a program that reads on standard
 * input what happens to its machines, and answers on standard output with their orders, one JSON
 * object a line. One program speaks for all machines of a run; each has a number.
 *
 *     ╭──────────────╮ {"event":"rdtRcv",…}                        ╭───────────╮
 *     │ ExecMachine  │ ──────────────────────────────────────────▶ │  python3  │
 *     │ (one a half) │ ◀────────────────────────────────────────── │ my_gbn.py │
 *     ╰──────┬───────╯ {"order":"udtSend",…} … {"done":7,…}        ╰───────────╯
 *            ▼ udtSend, deliverData, startTimer, stopTimer
 *           host
 */
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import type { Micros } from '../kernel/time.js'
import type {
  MachineState,
  Protocol,
  ProtocolOptions,
  RdtHost,
  RdtReceiver,
  RdtSender
} from '../rdt/protocol.js'
import type { Segment } from '../rdt/segment.js'
import { ExecFault } from './exec-protocol-fault.js'
import { readHello, VERSION } from './exec-protocol-hello.js'
import {
  carryOut,
  encodeData,
  encodeOptions,
  encodeSegment,
  isObject,
  type Line,
  type MachineEvent,
  parseLine,
  shown
} from './exec-protocol-lines.js'
import { ExecProgram } from './exec-protocol-program.js'
import { splitCommand } from './exec-protocol-words.js'

const HELLO = `${JSON.stringify({ event: 'hello', version: VERSION })}\n`

type Half = 'sender' | 'receiver'

/**
 * The protocol of the program that `command` starts; it runs until we end.
 * @throws BadInput where there is none, or it does not say hello as it should
 */
export async function loadExecProtocol(command: string): Promise<Protocol> {
  const words = splitCommand(command)
  const program = new ExecProgram(words)
  try {
    const first = await program.start(HELLO)
    const described = program.understand(first, (line) => readHello(parseLine(line)))
    const troupe = new Troupe(program)
    return {
      ...described,
      createSender: (host, options) => new ExecMachine(troupe, 'sender', host, options),
      createReceiver: (host, options) => new ExecMachine(troupe, 'receiver', host, options)
    }
  } catch (error) {
    if (error instanceof ExecFault) throw refusal(error, words[0])
    throw error
  }
}

function refusal({ message }: ExecFault, name: string): BadInput {
  const [, code] = / ended with (E[A-Z]+), /.exec(message) ?? []
  if (code === undefined) return new BadInput(`--protocol: ${message}`)
  const program = cleanText(name)
  const why =
    code === 'ENOENT'
      ? `there is no program ${program}; check its name, or write its path, ./${program}`
      : `${program} cannot be started (${code}); is it a program that you may run (chmod +x)?`
  return new BadInput(`--protocol: ${why}`)
}

/** All machines for which one program speaks. */
class Troupe {
  readonly #program: ExecProgram
  #machines = 0
  #events = 0
  /** Machines that nobody knows any more, told with what happens next. */
  #forgotten = ''
  readonly #forgetting = new FinalizationRegistry<{ run: number; machine: number }>(
    ({ run, machine }) => {
      if (run !== this.#program.run) return
      this.#forgotten += `${JSON.stringify({ machine, event: 'forget' })}\n`
    }
  )

  constructor(program: ExecProgram) {
    this.#program = program
  }

  /** @returns the run of the program in which it lives, and its number */
  enter(machine: object): { readonly run: number; readonly machine: number } {
    const program = this.#program
    if (!program.isSound) {
      this.#forgotten = ''
      program.understand(program.startAgain(HELLO), (line) => readHello(parseLine(line)))
    }
    const known = { run: program.run, machine: ++this.#machines }
    this.#forgetting.register(machine, known)
    return known
  }

  /** Tells a machine what happens; its orders go to `host`. @returns its last line */
  tell(known: { run: number; machine: number }, half: Half, told: object, host: RdtHost): Line {
    const program = this.#program
    if (known.run !== program.run || !program.isSound) throw program.gone()
    const n = ++this.#events
    const line = JSON.stringify({ n, machine: known.machine, half, ...told })
    const asked = `${this.#forgotten}${line}\n`
    this.#forgotten = ''
    let last: Line = {}
    program.ask(asked, (text) => {
      const answer = parseLine(text)
      if (!('done' in answer)) {
        carryOut(answer, host)
        return false
      }
      checkDone(answer, n, half)
      last = answer
      return true
    })
    return last
  }
}

function checkDone({ done, isReady, state }: Line, n: number, half: Half): void {
  if (done !== n) {
    throw new Error(`done is ${shown(done)}, and the event that it was told is ${n}`)
  }
  if (half === 'sender' && typeof isReady !== 'boolean') {
    throw new Error(
      `isReady of the sender is ${shown(isReady)}; write true, or false where it refuses data`
    )
  }
  if (state !== undefined && !isObject(state)) {
    throw new Error('state is no object; write {"base":1}, or leave it out')
  }
}

class ExecMachine implements RdtSender, RdtReceiver {
  isReady = false
  state?: MachineState
  readonly #troupe: Troupe
  readonly #known: { readonly run: number; readonly machine: number }
  readonly #half: Half
  readonly #host: RdtHost
  readonly #options: ProtocolOptions

  constructor(troupe: Troupe, half: Half, host: RdtHost, options: ProtocolOptions) {
    this.#troupe = troupe
    this.#half = half
    this.#host = host
    this.#options = options
    this.#known = troupe.enter(this)
    this.#tell({ event: 'create' })
  }

  rdtSend(data: Uint8Array, at: Micros): void {
    this.#tell({ event: 'rdtSend', data: encodeData(data), at })
  }

  rdtRcv(segment: Segment, at: Micros): void {
    this.#tell({ event: 'rdtRcv', segment: encodeSegment(segment), at })
  }

  timeout(timer: number, at: Micros): void {
    this.#tell({ event: 'timeout', timer, at })
  }

  #tell(event: MachineEvent): void {
    const told = { ...event, options: encodeOptions(this.#options) }
    const { isReady, state } = this.#troupe.tell(this.#known, this.#half, told, this.#host)
    this.isReady = isReady === true
    if (state === undefined) delete this.state
    else this.state = state as MachineState
  }
}
