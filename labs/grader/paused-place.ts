/**
 * Where is a thread that does not come back? The debugger of the engine stops it in the middle of
 * its loop and says which line that is; nothing else can.
 */
import { type InspectorNotification, Session } from 'node:inspector'

export interface Paused {
  /** The innermost place in the script, its line and column from 1. */
  readonly place?: { readonly line: number; readonly column: number }
  /** What the question was answered with, where it was a text. */
  readonly answer?: string
  /** To be called when the thread is gone. */
  release(): void
}

const PATIENCE_MS = 1_500
const EVALUATE = 3
const RESUME = 4
const SETTLE_MS = 50

interface Frame {
  readonly location: {
    readonly scriptId: string
    readonly lineNumber: number
    columnNumber?: number
  }
}

interface FromWorker {
  readonly id?: number
  readonly method?: string
  readonly params?: {
    readonly scriptId?: string
    readonly url?: string
    readonly callFrames?: readonly Frame[]
  }
  readonly result?: { readonly result?: { readonly value?: unknown } }
}

/**
 * Stops the thread `threadId`, looks, and lets it go on.
 * @param script the name of the script whose line is wanted
 * @param question an expression that is evaluated there
 * @returns as much as could be found out
 */
export function pausedPlace(threadId: number, script: string, question: string): Promise<Paused> {
  return new Promise((resolve) => {
    const session = new Session()
    const scripts = new Set<string>()
    const release = () => session.disconnect()
    let found: Paused = { release }
    const timer = setTimeout(() => finish(), PATIENCE_MS)
    const finish = () => {
      clearTimeout(timer)
      // Whoever is stopped cannot be ended: it goes on, and is ended then.
      send(RESUME, 'Debugger.disable')
      session.post('NodeWorker.detach', { sessionId })
      setTimeout(() => resolve(found), SETTLE_MS)
    }
    let sessionId = ''
    const send = (id: number, method: string, params: object = {}) => {
      const message = JSON.stringify({ id, method, params })
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message })
    }
    const hear = ({ id, method, params, result }: FromWorker) => {
      if (method === 'Debugger.scriptParsed' && params?.url === script) {
        scripts.add(params.scriptId ?? '')
      } else if (method === 'Debugger.paused') {
        const place = placeIn(params?.callFrames ?? [], scripts)
        found = { release, ...(place && { place }) }
        send(EVALUATE, 'Runtime.evaluate', { expression: question, returnByValue: true })
      } else if (id === EVALUATE) {
        const value = result?.result?.value
        if (typeof value === 'string' && value !== '') found = { ...found, answer: value }
        finish()
      }
    }
    session.connect()
    session.on('NodeWorker.attachedToWorker', ({ params }: Attached) => {
      if (!params.workerInfo.title.startsWith(`[worker ${threadId}]`)) return
      sessionId = params.sessionId
      send(1, 'Debugger.enable')
      send(2, 'Debugger.pause')
    })
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }: Received) => {
      if (params.sessionId === sessionId) hear(JSON.parse(params.message) as FromWorker)
    })
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, (error) => {
      // Within a thread of its own there may be no such thing.
      if (error) finish()
    })
  })
}

type Attached = InspectorNotification<{
  readonly sessionId: string
  readonly workerInfo: { readonly title: string }
}>
type Received = InspectorNotification<{ readonly sessionId: string; readonly message: string }>

function placeIn(frames: readonly Frame[], scripts: ReadonlySet<string>): Paused['place'] {
  const theirs = frames.find(({ location }) => scripts.has(location.scriptId))
  if (theirs === undefined) return undefined
  const { lineNumber, columnNumber = 0 } = theirs.location
  return { line: lineNumber + 1, column: columnNumber + 1 }
}
