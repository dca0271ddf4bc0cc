/**
 * The receiver's window, as the sender knows it (Kurose & Ross, section 3.5.5; RFC 9293, section
 * 3.8.6): the segments that its buffer has room for.
 *
 *      base           edge
 *       ▼              ▼
 *       ▣ ▣ ▣ ▣ □ □ □  ·  · · ·     closed where edge = base: then after a while one segment goes
 *       └── window ──┘              all the same, since the news of its opening may have been lost
 */
export class PeerWindow {
  /** The first number that there is no room for. */
  edge = Number.POSITIVE_INFINITY
  /** It has been closed for so long that one segment may ask. */
  mayAsk = false

  /** May `number` be sent for the first time? */
  admits(number: number): boolean {
    return number < this.edge || this.mayAsk
  }

  isClosed(base: number): boolean {
    return this.edge <= base
  }

  /** `number` is sent; where there is no room for it, it asks. */
  sent(number: number): void {
    if (number >= this.edge) this.mayAsk = false
  }

  /** An ACK says: room for `window` segments from `next` on; or for any number of them. */
  update(next: number, window = Number.POSITIVE_INFINITY): void {
    this.edge = next + window
    if (window > 0) this.mayAsk = false
  }
}
