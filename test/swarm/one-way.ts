/** One way between two nodes, as long as a case lasts: links come and go with the lives of nodes. */
import type { Weather } from '../../lossy-channel/weather/weather.js'
import type { Link } from '../../src/sim/link.js'

export class OneWay {
  weather: Weather
  #link: Link | undefined
  #isCut = false
  #isHeld = false

  constructor(weather: Weather) {
    this.weather = weather
  }

  /** `link` takes the place of the one before, in the state in which that was. */
  lay(link: Link): void {
    this.#link = link
    this.cut(this.#isCut)
    if (this.#isHeld) this.hold(true)
  }

  change(weather: Weather): void {
    this.weather = weather
    this.#link?.lane.change(weather)
  }

  cut(isCut: boolean): void {
    this.#isCut = isCut
    this.#link?.lane.partition(isCut)
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
    if (isHeld) this.#link?.lane.hold()
    else this.#link?.lane.release()
  }

  /** Nothing more leaves by the present link: whoever sends there is dead. */
  silence(): void {
    this.#link?.lane.partition(true)
    this.#link?.lane.close()
  }

  /** From now on there is nothing but this weather. */
  clear(weather: Weather): void {
    this.change(weather)
    this.cut(false)
    this.hold(false)
  }
}
