/**
 * Named weather, by number: `3` is wifi. The one that the channel has now carries a sign.
 *
 *   ● 1 perfect    nothing ever happens
 *     3 wifi       wireless at home, some rooms away: …
 *                  loss 1% delay 5ms 3ms 25% distribution pareto rate 50mbit
 */
import { PROFILES, type Profile } from '../../../lossy-channel/weather/profiles.js'
import type { Direction, Weather, WeatherChanges } from '../../../lossy-channel/weather/weather.js'
import { formatWeather } from '../../../lossy-channel/weather/words.js'
import { cutTo, widthOf } from './glyphs.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

type Weathers = Readonly<Record<Direction, Weather>>

/** The profile of that number, from 1. */
export const profileAt = (number: number): Profile | undefined => PROFILES[number - 1]

/** What it changes: everything. */
export const profileChanges = ({ up, down }: Profile): WeatherChanges => ({ up, down })

/** Its weather in words that can be typed: one phrase, or one for each direction. */
function profileWords({ up, down }: Profile): string {
  const words = [formatWeather(up), formatWeather(down)]
  return words[0] === words[1] ? (words[0] ?? '') : `↑ ${words[0]}  ↓ ${words[1]}`
}

/** Whether the channel has just that weather. */
const isNow = ({ up, down }: Profile, weather: Weathers): boolean =>
  formatWeather(up) === formatWeather(weather.up) &&
  formatWeather(down) === formatWeather(weather.down)

const NUMBER = 4
const NAME = Math.max(...PROFILES.map(({ name }) => name.length)) + 2

/**
 * Fills `paper`: a row for each, and its values below it where there is height for all of them; where
 * there is too little for rows, names beside one another.
 */
export function drawProfiles(paper: Surface, weather: Weathers): void {
  const { width, height } = paper
  if (height < PROFILES.length) {
    drawNames(paper, weather)
    return
  }
  const rows = height >= 2 * PROFILES.length ? 2 : 1
  for (const [i, profile] of PROFILES.entries()) {
    const isOn = isNow(profile, weather)
    const style: Style = isOn ? 'chosen' : 'plain'
    const row = paper.part(0, i * rows, width, 1)
    row.put(0, 0, isOn ? '●' : ' ', style)
    row.put(2, 0, String(i + 1), 'key')
    row.put(NUMBER, 0, cutTo(profile.name, width - NUMBER), style)
    const start = NUMBER + NAME
    const room = width - start
    if (rows === 2) {
      row.put(start, 0, cutTo(profile.about, room))
      paper.put(start, i * rows + 1, cutTo(profileWords(profile), room), 'faint')
    } else if (room > 0) drawBeside(row.part(start, 0, room, 1), profile)
  }
}

function drawNames(paper: Surface, weather: Weathers): void {
  let x = 0
  let y = 0
  for (const [i, profile] of PROFILES.entries()) {
    const isOn = isNow(profile, weather)
    const length = profile.name.length + NUMBER
    if (x > 0 && x + length > paper.width) {
      x = 0
      y++
    }
    paper.put(x, y, isOn ? '●' : ' ', 'chosen')
    paper.put(x + 1, y, String(i + 1), 'key')
    paper.put(x + 3, y, cutTo(profile.name, paper.width - x - 3), isOn ? 'chosen' : 'plain')
    x += length + 1
  }
}

/** In one row: what it is like where that has room, else its values. */
function drawBeside(paper: Surface, profile: Profile): void {
  const { about } = profile
  const fits = widthOf(about) <= paper.width
  paper.put(0, 0, fits ? about : cutTo(profileWords(profile), paper.width), 'faint')
}
