/**
 * Reads and changes the weather of a running proxy, as JSON over HTTP on 127.0.0.1.
 *
 *   GET  /           weather in words, counts, flows
 *   POST /weather    {"both": "loss 30%", "up": "delay 50ms", "down": "perfect"}
 *   POST /partition  {"direction": "up"}, or {} for both; /heal undoes it
 *   POST /hold       likewise; /release lets through what waits
 *   POST /kill       {"what": "data"}: the next data segment dies; "ack", "any", "none"; also
 *                    with "direction" and "flow"
 *   POST /tray       {"direction": "up"}: from now on datagrams wait until somebody decides;
 *                    /untray delivers what waits, in order, and lets the dice rule again
 *   GET  /tray       what waits, each with its id
 *   POST /decide     {"id": 7, "fate": "drop"}: deliver, drop, corrupt, swap, truncate, duplicate,
 *                    late 60ms, or a mark of a fate string; {"id": "all", …} in their order
 *
 * A page in a browser must not reach it: only requests that name this host are answered, and only
 * bodies that say they are JSON, which no foreign page may send unasked.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import * as v from 'valibot'
import { BadInput } from '../src/kernel/quantity.js'
import type { LossyProxy } from './proxy.js'
import { describeProxy, describeTray } from './proxy-report.js'
import { parseDecision } from './weather/fate.js'
import { KILLABLE } from './weather/kills.js'
import { parsePhrase } from './weather/netem.js'
import { DIRECTIONS, type Direction, type WeatherChange } from './weather/weather.js'

const MOST_BODY_BYTES = 64 * 1024
const REQUEST_TIMEOUT_MS = 5_000

export interface Control {
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on 127.0.0.1; port 0 takes a free one.
 * @throws BadInput where the port cannot be had
 */
export async function startControl(proxy: LossyProxy, port: number): Promise<Control> {
  const server = createServer((request, response) => {
    answer(proxy, request).then(
      (body) => send(response, 200, body),
      (error) => sendError(response, error)
    )
  })
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.headersTimeout = REQUEST_TIMEOUT_MS
  await listen(server, port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      const isForbidden = error.code === 'EACCES'
      const why = isTaken ? 'is in use' : isForbidden ? 'needs special rights' : undefined
      reject(why ? new BadInput(`--control: port ${port} ${why}; choose another`) : error)
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

/** A refusal with its HTTP status. */
class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const directed = v.strictObject({ direction: v.optional(v.picklist(['up', 'down', 'both'])) })
const phrase = v.optional(v.pipe(v.string(), v.maxLength(2000)))
const weather = v.strictObject({ both: phrase, up: phrase, down: phrase })
const kill = v.strictObject({
  what: v.picklist([...KILLABLE, 'none']),
  direction: v.optional(v.picklist(['up', 'down', 'both'])),
  flow: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200)))
})
const decision = v.strictObject({
  id: v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), v.literal('all')]),
  fate: v.pipe(v.string(), v.maxLength(100))
})

type Handler = (proxy: LossyProxy, body: unknown) => void

const HANDLERS: Readonly<Record<string, Handler>> = {
  '/weather': (proxy, body) => {
    const { both, up, down } = check(weather, body)
    proxy.change({ both: read(both, 'both'), up: read(up, 'up'), down: read(down, 'down') })
  },
  '/partition': (proxy, body) => proxy.partition(true, directions(body)),
  '/heal': (proxy, body) => proxy.partition(false, directions(body)),
  '/hold': (proxy, body) => proxy.hold(directions(body)),
  '/release': (proxy, body) => proxy.release(directions(body)),
  '/kill': killNext,
  '/tray': (proxy, body) => proxy.hand.openTray(directions(body)),
  '/untray': (proxy, body) => proxy.hand.closeTray(directions(body)),
  '/decide': decide
}

function killNext({ hand }: LossyProxy, body: unknown): void {
  const { what, direction, flow } = check(kill, body)
  if (what === 'none') hand.spare()
  else hand.kill({ what, direction: direction === 'both' ? undefined : direction, flow })
}

function decide({ hand }: LossyProxy, body: unknown): void {
  const { id, fate } = check(decision, body)
  const decided = parseDecision(fate, 'fate')
  if (id === 'all') hand.decideAll(decided)
  else if (!hand.decide(id, decided)) {
    throw new Refusal(404, `nothing with the id ${id} waits in the tray; read /tray`)
  }
}

async function answer(proxy: LossyProxy, request: IncomingMessage): Promise<unknown> {
  if (!isLoopback(request.headers.host)) {
    throw new Refusal(403, 'this interface answers only requests to 127.0.0.1 or localhost')
  }
  const path = (request.url ?? '/').split('?')[0] as string
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (path === '/') return describeProxy(proxy)
    if (path === '/tray') return { ...proxy.hand.isOpen, waiting: describeTray(proxy) }
    throw new Refusal(404, `there is nothing at ${path.slice(0, 80)}; read / or /tray`)
  }
  if (request.method !== 'POST') throw new Refusal(405, 'only GET and POST are understood')
  const handler = Object.hasOwn(HANDLERS, path) ? HANDLERS[path] : undefined
  if (handler === undefined) {
    const known = Object.keys(HANDLERS).join(', ')
    throw new Refusal(404, `there is nothing at ${path.slice(0, 80)}; post to ${known}`)
  }
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw new Refusal(415, 'the body must be JSON, with content-type: application/json')
  }
  handler(proxy, parse(await readBody(request)))
  return describeProxy(proxy)
}

/** The name under which a request reached us: a rebound DNS name betrays itself here. */
function isLoopback(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '').toLowerCase()
  return name === '127.0.0.1' || name === 'localhost' || name === '[::1]'
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      // The rest is read and forgotten, so that the refusal reaches whoever sends.
      if (length <= MOST_BODY_BYTES) chunks.push(chunk)
      else reject(new Refusal(413, `the body is longer than ${MOST_BODY_BYTES} bytes`))
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
  })
}

function parse(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'the body is not JSON; write {"both": "loss 30%"}')
  }
}

function check<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, body)
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue)
  throw new Refusal(400, path ? `${path}: ${issue.message}` : issue.message)
}

function directions(body: unknown): readonly Direction[] {
  const { direction = 'both' } = check(directed, body)
  return direction === 'both' ? DIRECTIONS : [direction]
}

const read = (text: string | undefined, name: string): WeatherChange | undefined =>
  text === undefined ? undefined : parsePhrase(text, name)

function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof Refusal) send(response, error.status, { error: error.message })
  else if (error instanceof BadInput) send(response, 400, { error: error.message })
  else send(response, 500, { error: 'this went wrong inside the channel' })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // What is left of a refused body shall not be read as the next request.
    ...(status >= 400 && { connection: 'close' })
  })
  response.end(text)
}
