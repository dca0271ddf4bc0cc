/**
 * A pipe with a waiting room: what the pipe does not take yet waits here, in
 * order and within a limit, until its owner pumps it again.
 */
import type { Pipe } from '../rdt/application.js'

export interface OutletLimits {
  /** The most frames that may wait. */
  readonly frames: number
  /** The most bytes that may wait. */
  readonly bytes: number
}

export class Outlet {
  readonly pipe: Pipe
  readonly #limits: OutletLimits
  #waiting: Uint8Array[] = []
  #head = 0
  #bytes = 0
  #ending: string | undefined

  constructor(pipe: Pipe, limits: OutletLimits) {
    this.pipe = pipe
    this.#limits = limits
  }

  /** True while something waits that the pipe has not taken. */
  get isBlocked(): boolean {
    return this.#head < this.#waiting.length
  }

  /** True once `end` was called or the pipe is gone: nothing more is taken. */
  get isEnding(): boolean {
    return this.#ending !== undefined || !this.pipe.isOpen
  }

  /**
   * Sends a frame, or keeps it until the pipe takes it. On a pipe that ends it goes nowhere.
   * @returns false where the limit is reached and the frame was not kept
   */
  send(frame: Uint8Array): boolean {
    if (this.isEnding) return true
    if (!this.isBlocked && this.pipe.send(frame)) return true
    const count = this.#waiting.length - this.#head
    if (count >= this.#limits.frames) return false
    if (this.#bytes + frame.length > this.#limits.bytes) return false
    this.#waiting.push(frame)
    this.#bytes += frame.length
    return true
  }

  /** Gives the pipe what it will take of that which waits. */
  pump(): void {
    while (this.isBlocked && this.pipe.isOpen) {
      const frame = this.#waiting[this.#head] as Uint8Array
      if (!this.pipe.send(frame)) return
      this.#bytes -= frame.length
      this.#head++
    }
    this.#waiting = []
    this.#head = 0
    this.#bytes = 0
    if (this.#ending !== undefined && this.pipe.isOpen) this.pipe.close(this.#ending)
  }

  /** Closes the pipe politely as soon as nothing waits. */
  end(reason: string): void {
    if (this.isEnding) return
    this.#ending = reason
    if (!this.isBlocked) this.pipe.close(reason)
  }
}
