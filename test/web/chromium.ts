/**
 * A browser for tests: headless Chromium, spoken to in the DevTools protocol over a pipe (file
 * descriptors 3 and 4, JSON values that end in NUL), so that neither a port nor a package is needed.
 * Each browser has a profile of its own, which is gone with it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'

// biome-ignore lint/suspicious/noExplicitAny: the protocol's values, which the tests look into
type Json = any

interface Call {
  readonly resolve: (result: Json) => void
  readonly reject: (error: Error) => void
}

/** Longer than this no answer takes, however slow the machine. */
const LIMIT = 90_000

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-background-networking',
  '--no-first-run',
  '--hide-scrollbars',
  '--remote-debugging-pipe'
]

export class Chromium {
  readonly #child: ChildProcess
  readonly #calls = new Map<number, Call>()
  readonly #listeners: ((method: string, params: Json, session: string) => void)[] = []
  #next = 1
  #rest = ''

  readonly #profile = mkdtempSync(join(tmpdir(), 'rdt-chromium-'))

  /** Starts one, for the caller to close. */
  constructor() {
    const args = [...FLAGS, `--user-data-dir=${this.#profile}`, 'about:blank']
    this.#child = spawn('chromium', args, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // Its own group: it has children, which are to end with it.
      detached: true
    })
    const replies = this.#child.stdio[4] as Readable
    replies.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk))
    this.#child.stdio[3]?.on('error', () => {})
    this.#child.on('error', (error) => this.#fail(error))
    this.#child.on('exit', () => this.#fail(new Error('the browser has ended')))
  }

  /** Ends it, and all that it started. */
  async close(): Promise<void> {
    const { pid, exitCode } = this.#child
    if (pid !== undefined && exitCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve))
      process.kill(-pid, 'SIGKILL')
      await ended
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }

  /** Opens a file. @param media what the page believes of its reader: `prefers-color-scheme` … */
  async open(
    file: string,
    {
      width = 1280,
      height = 900,
      media = {}
    }: { width?: number; height?: number; media?: Readonly<Record<string, string>> } = {}
  ): Promise<Tab> {
    const { targetId } = await this.call('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true })
    const tab = new Tab(this, targetId, sessionId)
    for (const domain of ['Page', 'Runtime', 'Log']) await tab.call(`${domain}.enable`)
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false }
    await tab.call('Emulation.setDeviceMetricsOverride', metrics)
    const features = Object.entries(media).map(([name, value]) => ({ name, value }))
    await tab.call('Emulation.setEmulatedMedia', { features })
    await tab.load(pathToFileURL(file).href)
    return tab
  }

  call(method: string, params: object = {}, sessionId?: string): Promise<Json> {
    const id = this.#next++
    const message = JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), LIMIT)
      const settle =
        <V>(how: (value: V) => void) =>
        (value: V) => {
          clearTimeout(timer)
          how(value)
        }
      this.#calls.set(id, { resolve: settle(resolve), reject: settle(reject) })
      const pipe = this.#child.stdio[3] as Writable
      pipe.write(`${message}\0`)
    })
  }

  listen(listener: (method: string, params: Json, session: string) => void): void {
    this.#listeners.push(listener)
  }

  #read(chunk: string): void {
    const messages = (this.#rest + chunk).split('\0')
    this.#rest = messages.pop() ?? ''
    for (const message of messages) {
      const { id, method, params, result, error, sessionId } = JSON.parse(message)
      const call = this.#calls.get(id)
      this.#calls.delete(id)
      if (error !== undefined) call?.reject(new Error(error.message))
      else call?.resolve(result)
      if (method !== undefined) {
        for (const listener of this.#listeners) listener(method, params, sessionId)
      }
    }
  }

  #fail(error: Error): void {
    for (const { reject } of this.#calls.values()) reject(error)
    this.#calls.clear()
  }
}

/** One page of it. */
export class Tab {
  /** What went wrong: exceptions, complaints on the console, refusals by the page's policy. */
  readonly faults: string[] = []
  /** What it wanted to tell or ask of the person before it. */
  readonly dialogs: string[] = []
  readonly #browser: Chromium
  readonly #target: string
  readonly #session: string
  #loaded: (() => void) | undefined

  constructor(browser: Chromium, target: string, session: string) {
    this.#browser = browser
    this.#target = target
    this.#session = session
    browser.listen((method, params, own) => {
      if (own === session) this.#take(method, params)
    })
  }

  call(method: string, params: object = {}): Promise<Json> {
    return this.#browser.call(method, params, this.#session)
  }

  /** A page in the background is not drawn. */
  async close(): Promise<void> {
    await this.#browser.call('Target.closeTarget', { targetId: this.#target })
  }

  /** @returns when the page is there and has been drawn */
  async load(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve
    })
    await this.call('Page.navigate', { url })
    await loaded
    await this.drawn()
  }

  /** Until what has changed is on the screen. */
  drawn(): Promise<void> {
    return this.ask(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'
    )
  }

  /** The value of an expression in the page, which may be a promise. */
  async ask<V = Json>(expression: string): Promise<V> {
    const { result, exceptionDetails } = await this.call('Runtime.evaluate', {
      ...{ expression, awaitPromise: true, returnByValue: true }
    })
    if (exceptionDetails === undefined) return result.value
    throw new Error(`${expression}: ${exceptionDetails.exception?.description}`)
  }

  /** Presses keys one after the other: `n`, `Enter`, `?`, `ArrowLeft`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const code = key.length === 1 ? { text: key } : key === 'Enter' ? { text: '\r' } : {}
      const windowsVirtualKeyCode = KEY_CODES[key] ?? key.toUpperCase().charCodeAt(0)
      await this.call('Input.dispatchKeyEvent', {
        ...{ type: 'keyDown', key, code: key, windowsVirtualKeyCode, ...code }
      })
      await this.call('Input.dispatchKeyEvent', { type: 'keyUp', key, windowsVirtualKeyCode })
    }
    await this.drawn()
  }

  async point(x: number, y: number): Promise<void> {
    await this.call('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y })
    await this.drawn()
  }

  async click(x: number, y: number): Promise<void> {
    await this.point(x, y)
    const at = { x, y, button: 'left', clickCount: 1 }
    await this.call('Input.dispatchMouseEvent', { type: 'mousePressed', ...at })
    await this.call('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at })
    await this.drawn()
  }

  /** @param modifiers 2: with Ctrl */
  async wheel(x: number, y: number, deltaY: number, modifiers = 0): Promise<void> {
    const turn = { type: 'mouseWheel', x, y, deltaX: 0, deltaY, modifiers }
    await this.call('Input.dispatchMouseEvent', turn)
    await this.drawn()
  }

  /** A picture of the window, PNG. */
  async picture(): Promise<Buffer> {
    const { data } = await this.call('Page.captureScreenshot', { format: 'png' })
    return Buffer.from(data, 'base64')
  }

  async pdf(): Promise<Buffer> {
    const { data } = await this.call('Page.printToPDF', { preferCSSPageSize: true })
    return Buffer.from(data, 'base64')
  }

  #take(method: string, params: Json): void {
    if (method === 'Page.loadEventFired') this.#loaded?.()
    else if (method === 'Runtime.exceptionThrown') {
      const { text, exception } = params.exceptionDetails
      this.faults.push(`${text} ${exception?.description ?? ''}`)
    } else if (method === 'Log.entryAdded') this.faults.push(params.entry.text)
    else if (method === 'Runtime.consoleAPICalled') {
      this.faults.push(params.args.map((one: Json) => String(one.value)).join(' '))
    } else if (method === 'Page.javascriptDialogOpening') {
      this.dialogs.push(params.message)
      void this.call('Page.handleJavaScriptDialog', { accept: true })
    }
  }
}

const KEY_CODES: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  PageUp: 33,
  PageDown: 34,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40
}
