/** Figures in few columns, for people. */
import { type Micros, toMs } from '../../kernel/time.js'
import { widthOf } from './glyphs.js'

/** `62 ms`, `1.2 s`; `-` where there is none. */
export function timeWords(time: Micros | undefined): string {
  if (time === undefined) return '-'
  const value = toMs(time)
  if (value >= 10_000) return `${(value / 1000).toFixed(0)} s`
  if (value >= 1000) return `${Number((value / 1000).toFixed(1))} s`
  return value >= 10 || value === 0 ? `${value.toFixed(0)} ms` : `${Number(value.toFixed(1))} ms`
}

/** `20%`, `0.5%`: of nothing, `0%`. */
export function shareWords(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * part) / whole
  return percent > 0 && percent < 10 ? `${percent.toFixed(1)}%` : `${percent.toFixed(0)}%`
}

/** Bits per second: `812 bit/s`, `9.6 kbit/s`, `1.2 Mbit/s`; `-` where there are none. */
export function rateWords(rate: number | undefined): string {
  if (rate === undefined) return '-'
  const units = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s']
  const place = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(1, rate)) / 3)))
  return `${Number((rate / 1000 ** place).toPrecision(3))} ${units[place]}`
}

/** `3 segments`, `1 segment`. */
export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`

/** Words in lines of at most `width` columns; a word that is longer than a line has one of its own. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let used = 0
  for (const word of text.split(' ')) {
    const wide = widthOf(word)
    const last = lines.length - 1
    if (last >= 0 && used + 1 + wide <= width) {
      lines[last] = `${lines[last]} ${word}`
      used += 1 + wide
    } else {
      lines.push(word)
      used = wide
    }
  }
  return lines
}
