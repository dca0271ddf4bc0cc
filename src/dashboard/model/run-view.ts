/**
 * What of a run is looked at: which connection, how far back, which segment, which panes; live or
 * frozen. It has the keys for that, and draws. Whoever looks back looks at a picture that stands
 * still: the run goes on behind it, and `space` returns to it.
 */
import { type Micros, seconds } from '../../kernel/time.js'
import { reverse } from '../../trace/trigger.js'
import { SORTINGS, type Sorting } from './connections-facts.js'
import { connectionRows } from './connections-pane.js'
import { drawEventLine } from './event-line.js'
import { counted, shareWords } from './facts-words.js'
import { cutTo } from './glyphs.js'
import { press } from './help-keys.js'
import type { Key } from './key.js'
import { ladderLength, scrollTo, stepInLadder } from './ladder-pane.js'
import type { RunModel } from './run.js'
import { INSPECTOR_KEYS, VIEW_KEYS } from './run-view-keys.js'
import type { Surface } from './surface.js'
import { drawView, PANES, type PaneName } from './view-panes.js'

type View = PaneName | 'all'
const VIEWS: readonly View[] = ['all', ...PANES]

/** For so long the ladder stays with two nodes before others' trouble takes it away. */
const DWELL: Micros = seconds(10)
/** For so long it stays with one direction of theirs. */
const SIDE_DWELL: Micros = seconds(2)
/** What moves by itself is drawn so often: bars of timers, and what slides with the time. */
const BAR_STEP: Micros = 100_000
const SLIDE_STEP: Micros = seconds(1)
/** Thirty connections that only ask whether the other end is there are no reason to draw more often. */
const MURMUR_STEP: Micros = 500_000

export class RunView {
  readonly run: RunModel
  #view: View = 'all'
  #sorting: Sorting = 'trouble'
  /** The connection that was chosen by hand, and the one that chose itself. */
  #picked: string | undefined
  #auto: string | undefined
  #autoSince: Micros = 0
  #sideSince: Micros = 0
  #scroll = 0
  #chosen: number | undefined
  #isInspected = false
  #lines = 0
  /** How many events there had been when the picture was frozen. */
  #eventsThen = 0
  /** Rows of the ladder, when it was drawn last. */
  #height = 10

  constructor(run: RunModel) {
    this.run = run
  }

  /** Whether a connection was chosen by hand. */
  get picked(): string | undefined {
    return this.#picked
  }

  /** Whose ladder is shown. */
  get link(): string | undefined {
    return this.#picked ?? this.#auto
  }

  /** Whether a segment is under the glass. */
  get isInspected(): boolean {
    return this.#isInspected
  }

  /** @returns false for a key that means nothing here */
  key(key: Key): boolean {
    if (this.#isInspected && press(INSPECTOR_KEYS, this, key)) return true
    return press(VIEW_KEYS, this, key)
  }

  /** Closes what lies above the panes. @returns false where nothing does */
  escape(): boolean {
    const wasInspected = this.#isInspected
    this.#isInspected = false
    return wasInspected
  }

  freeze(): void {
    if (this.run.isHeld) return
    this.run.hold()
    this.#eventsThen = this.run.stats.events
  }

  /** Back to what happens now. */
  live(): void {
    this.run.release()
    this.#scroll = 0
    this.#chosen = undefined
    this.#isInspected = false
  }

  turn(): void {
    if (this.run.isHeld) this.live()
    else this.freeze()
  }

  /** The segment before the chosen one (−1), or after it. */
  step(by: number): void {
    const { link } = this
    if (link === undefined) return
    this.freeze()
    this.#chosen = stepInLadder(this.run, link, this.#chosen, by)
    this.#lines = 0
    const look = { link, chosen: this.#chosen, scroll: this.#scroll }
    this.#scroll = scrollTo(this.run, look, this.#height)
  }

  /** Rows to what is older (above 0) or newer. */
  scroll(rows: number): void {
    const { link } = this
    if (link === undefined) return
    if (this.#isInspected) {
      this.#lines = Math.max(0, this.#lines - rows)
      return
    }
    this.freeze()
    const most = Math.max(0, ladderLength(this.run, link) - this.#height + 1)
    this.#scroll = Math.max(0, Math.min(this.#scroll + rows, most))
  }

  page(pages: number): void {
    this.scroll(pages * Math.max(1, this.#height - 2))
  }

  inspect(): void {
    if (this.#chosen === undefined) this.step(0)
    this.#lines = 0
    this.#isInspected = this.#chosen !== undefined
  }

  /** The connection that was last in trouble, whichever that is. */
  pickAuto(): void {
    this.#look(undefined)
  }

  pickNext(by: 1 | -1): void {
    const links = connectionRows(this.run, this.#sorting).map(({ link }) => link)
    const at = this.link === undefined ? -1 : links.indexOf(this.link)
    const next = at < 0 ? 0 : (at + by + links.length) % links.length
    this.#look(links[next])
  }

  nextView(): void {
    this.#view = VIEWS[(VIEWS.indexOf(this.#view) + 1) % VIEWS.length] ?? 'all'
  }

  nextSorting(): void {
    this.#sorting = SORTINGS[(SORTINGS.indexOf(this.#sorting) + 1) % SORTINGS.length] ?? 'trouble'
  }

  /** Fills `paper` with panes. @param without what somebody else shows */
  draw(paper: Surface, now: Micros, without: readonly PaneName[] = []): void {
    this.#follow(now)
    const height = drawView(paper, {
      run: this.run,
      link: this.link,
      why: this.#why,
      now: this.#at(now),
      view: without.includes(this.#view as PaneName) ? 'all' : this.#view,
      sorting: this.#sorting,
      scroll: this.#scroll,
      chosen: this.#chosen,
      isInspected: this.#isInspected,
      lines: this.#lines,
      without
    })
    if (height > 0) this.#height = height
  }

  /** What just happened, in words. */
  drawSentence(paper: Surface, now: Micros): void {
    const sentence = this.run.sentence(this.#at(now))
    if (paper.height > 1) drawEventLine(paper, sentence)
    else paper.put(0, 0, cutTo(sentence, paper.width), 'title')
  }

  /** `FROZEN for 12 s, 340 events since`; empty while it is live. */
  frozenWords(now: Micros): string {
    if (!this.run.isHeld) return ''
    const since = Math.max(0, now - this.run.now)
    const events = counted(this.run.stats.events - this.#eventsThen, 'event')
    return `FROZEN for ${Math.floor(since / SLIDE_STEP)} s, ${events} since`
  }

  /** What changes whenever something is to be drawn anew, though no key was pressed. */
  stamp(now: Micros): string {
    const { run, link } = this
    if (run.isHeld) return `${run.version} ${Math.floor(now / SLIDE_STEP)}`
    const isRunning = link !== undefined && (run.window(link)?.timers.length ?? 0) > 0
    const isQuiet = now - run.now > seconds(60)
    const step = isRunning ? BAR_STEP : SLIDE_STEP
    const murmur = Math.floor(run.now / MURMUR_STEP)
    return `${run.loud} ${murmur} ${isQuiet ? '' : Math.floor(now / step)} ${run.sentence(now)}`
  }

  /** While it is frozen, the moment at which it was. */
  #at(now: Micros): Micros {
    return this.run.isHeld ? this.run.now : Math.max(now, this.run.now)
  }

  get #why(): string {
    if (this.#picked !== undefined) return 'chosen; c: auto'
    return this.run.troubled.length > 0 ? 'auto: last in trouble' : 'auto'
  }

  #look(link: string | undefined): void {
    this.#picked = link
    this.#scroll = 0
    this.#chosen = undefined
    this.#isInspected = false
  }

  /** Trouble elsewhere takes the ladder there, but not all the time. */
  #follow(now: Micros): void {
    if (this.run.isHeld && this.#auto !== undefined) return
    const [worst] = this.run.troubled
    const candidate = worst ?? this.#auto ?? this.run.connections[0]?.link
    if (candidate === undefined || candidate === this.#auto) return
    const isFirst = this.#auto === undefined || !this.run.troubled.includes(this.#auto)
    const isSide = this.#auto !== undefined && candidate === reverse(this.#auto)
    const stayed = now - (isSide ? this.#sideSince : this.#autoSince)
    if (!isFirst && stayed < (isSide ? SIDE_DWELL : DWELL)) return
    this.#auto = candidate
    this.#sideSince = now
    if (!isSide) this.#autoSince = now
  }
}

/** `retransmitted 12 of 60 (20%)`: of all connections together, as `rdt trace stats` counts. */
export function totalsWords({ totals: { sent, retransmitted } }: RunModel): string {
  return `retransmitted ${retransmitted} of ${sent} (${shareWords(retransmitted, sent)})`
}
