/** The figures of all connections that one client had, one after the other. */
import type { Micros } from '../kernel/time.js'
import type { Pipe, PipeFigures } from '../rdt/application.js'

export interface SummedFigures {
  /** Of the connection there is, or was last; µs. */
  readonly srtt: Micros | undefined
  readonly rto: Micros | undefined
  /** Data segments of all connections, retransmissions included; and those alone. */
  readonly sent: number
  readonly retransmitted: number
}

export class FigureSum {
  #pipe: Pipe | undefined
  #sent = 0
  #retransmitted = 0

  /** To be called often enough to see every connection. @param pipe there is now, if any */
  figures(pipe: Pipe | undefined): SummedFigures {
    if (pipe !== undefined && pipe !== this.#pipe) {
      const { sent, retransmitted } = this.#last
      this.#sent += sent
      this.#retransmitted += retransmitted
      this.#pipe = pipe
    }
    const { srtt, rto, sent, retransmitted } = this.#last
    return {
      srtt,
      rto: rto > 0 ? rto : undefined,
      sent: this.#sent + sent,
      retransmitted: this.#retransmitted + retransmitted
    }
  }

  get #last(): PipeFigures {
    return this.#pipe?.figures ?? NOTHING
  }
}

const NOTHING: PipeFigures = { srtt: undefined, rto: 0, sent: 0, retransmitted: 0, timeouts: 0 }
