/**
 * A small process that outlives us by a moment, and leaves nothing of ours behind. It is told which
 * programs run (`+PID`) and which have ended (`-PID`); when its input ends we are gone, whatever we
 * died of, and it ends those that are left.
 *
 *     rdt ══ +PID ══▶ keeper            rdt ✝ ── end of input ──▶ keeper ── kill ──▶ program
 */
import { createInterface } from 'node:readline'
import { killAll } from './exec-protocol-kill.js'

const alive = new Set<number>()

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1))
    if (line.startsWith('+')) alive.add(pid)
    else alive.delete(pid)
  })
  .on('close', () => {
    for (const pid of alive) killAll(pid)
  })
