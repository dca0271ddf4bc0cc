/**
 * The list of branches, above everything else:
 *
 *    ▸ trunk      at 12 of 58   pass
 *      branch 1   at 12 of 64   pass   data 3, sent at 0 ms, is lost   data: ..x
 */
import { drawFrame } from './frame.js'
import { cutTo } from './glyphs.js'
import { chordOf, type Key } from './key.js'
import { type Branch, type Branches, fatesText } from './step-branches.js'
import type { Surface } from './surface.js'

export class BranchList {
  readonly #branches: Branches
  readonly #leave: () => void
  #chosen = 0

  constructor(branches: Branches, leave: () => void) {
    this.#branches = branches
    this.#leave = leave
  }

  open(): void {
    this.#chosen = this.#branches.place
  }

  key(key: Key): void {
    const chord = chordOf(key)
    const most = this.#branches.all.length - 1
    if (chord === 'up') this.#chosen = Math.max(0, this.#chosen - 1)
    else if (chord === 'down') this.#chosen = Math.min(most, this.#chosen + 1)
    else if (chord === 'x') this.#forget()
    else if (chord === 'enter') {
      this.#branches.pick(this.#chosen)
      this.#leave()
    } else if (chord === 'escape' || chord === 'B' || chord === 'q') this.#leave()
  }

  /** Covers as much of `paper` as it needs. */
  draw(paper: Surface): void {
    const { all } = this.#branches
    const height = Math.min(paper.height, all.length + 2)
    const part = paper.part(0, 0, paper.width, height)
    part.clear()
    const note = 'Enter goes there, x forgets, Esc leaves'
    const inside = drawFrame(part, { title: 'branches', note, hasFocus: true })
    const first = Math.max(
      0,
      Math.min(this.#chosen - inside.height + 1, all.length - inside.height)
    )
    for (const [y, branch] of all.slice(first, first + inside.height).entries()) {
      const isChosen = first + y === this.#chosen
      const mark = isChosen ? '▸' : first + y === this.#branches.place ? '·' : ' '
      const text = `${mark} ${branchWords(branch)}`
      inside.put(0, y, cutTo(text, inside.width), isChosen ? 'chosen' : 'plain')
    }
  }

  #forget(): void {
    this.#branches.forget(this.#chosen)
    this.#chosen = Math.min(this.#chosen, this.#branches.all.length - 1)
  }
}

function branchWords(branch: Branch): string {
  const { name, about, scene, position } = branch
  const { isWhole, outcome } = scene.run
  const verdict = isWhole ? outcome.verdict : 'not to its end'
  const words = [name.padEnd(10), `at ${position} of ${scene.length}`.padEnd(14), verdict.padEnd(5)]
  return [...words, about, fatesText(branch)].filter((word) => word !== '').join('  ')
}
