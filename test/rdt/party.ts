/** An application that writes down what it is told. */
import type { Application, Closing, Pipe } from '../../src/rdt/application.js'

export class Party implements Application {
  /** `opened`, `got <message>` and `closed <cause>`, in their order. */
  readonly log: string[] = []
  readonly pipes: Pipe[] = []
  readonly reasons: string[] = []
  closedAt: number | undefined
  /** What it does of its own accord. */
  readonly #does: Partial<Application>

  constructor(does: Partial<Application> = {}) {
    this.#does = does
  }

  opened(pipe: Pipe, at: number): void {
    this.log.push('opened')
    this.pipes.push(pipe)
    this.#does.opened?.(pipe, at)
  }

  received(pipe: Pipe, message: Uint8Array, at: number): void {
    this.log.push(`got ${Buffer.from(message).toString()}`)
    this.#does.received?.(pipe, message, at)
  }

  closed(pipe: Pipe, closing: Closing, at: number): void {
    this.log.push(`closed ${closing.cause}`)
    this.reasons.push(closing.reason)
    this.closedAt = at
    this.#does.closed?.(pipe, closing, at)
  }
}

export const say = (pipe: Pipe, words: string): boolean => pipe.send(Buffer.from(words))
