/** Weather for a test, in netem's words. */
import { parsePhrase } from '../../lossy-channel/weather/netem.js'
import { PERFECT, withChanges } from '../../lossy-channel/weather/weather.js'

/** `words` of the weather, both ways, with 20 ms each way where they say nothing of a delay. */
export const weatherOf = (words: string) =>
  withChanges(PERFECT, parsePhrase(/delay/.test(words) ? words : `delay 20ms ${words}`, 'test'))
