/** A program that speaks for a protocol has failed: it ended, fell silent, or said what makes no sense. */
export class ExecFault extends Error {
  override readonly name = 'ExecFault'
}
