/** `rdt channel set`: changes the weather of a channel that runs, over its HTTP interface. */
import type { ProxyDescription } from '../../lossy-channel/proxy-report.js'
import { parseKill } from '../../lossy-channel/weather/kills.js'
import { formatChange } from '../../lossy-channel/weather/words.js'
import { BadInput } from '../kernel/quantity.js'
import { type ChannelFlags, readWeatherFlags } from './channel-options.js'

const TIMEOUT_MS = 5_000

/** The orders without a weather, each for `up`, `down` or both. */
export const ORDERS = ['partition', 'heal', 'hold', 'release'] as const
export type Order = (typeof ORDERS)[number]

export type SetFlags = ChannelFlags &
  Readonly<Partial<Record<Order, string | true>>> & { readonly kill?: string }

/**
 * Sends what the flags say to the channel on 127.0.0.1.
 * @returns how it stands then
 * @throws BadInput where nothing is to be changed, nobody answers, or the channel refuses
 */
export async function changeRunning(port: number, flags: SetFlags): Promise<ProxyDescription> {
  const { both, up, down } = readWeatherFlags(flags)
  const words = { both: formatChange(both), up: formatChange(up), down: formatChange(down) }
  const named = Object.entries(words).filter(([, phrase]) => phrase !== '')
  const kill = flags.kill === undefined ? undefined : readKill(flags.kill)
  let answer: ProxyDescription | undefined
  if (named.length > 0) answer = await post(port, '/weather', Object.fromEntries(named))
  for (const order of ORDERS) {
    const direction = flags[order]
    if (direction === undefined) continue
    answer = await post(port, `/${order}`, direction === true ? {} : { direction })
  }
  if (kill !== undefined) answer = await post(port, '/kill', kill)
  if (answer === undefined) {
    throw new BadInput('nothing is to be changed; write what, such as --loss 30% or --kill data')
  }
  return answer
}

const readKill = (text: string) =>
  text.trim() === 'none' ? { what: 'none' } : parseKill(text, '--kill')

async function post(port: number, path: string, body: unknown): Promise<ProxyDescription> {
  const response = await ask(port, path, body)
  const answer: unknown = await response.json().catch(() => ({}))
  if (response.ok) return answer as ProxyDescription
  const isTold = typeof answer === 'object' && answer !== null && 'error' in answer
  throw new BadInput(isTold ? String(answer.error) : `port ${port} does not speak for a channel`)
}

async function ask(port: number, path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS)
    })
  } catch {
    throw new BadInput(
      `no channel answers on port ${port}; start one with rdt channel … --control ${port}`
    )
  }
}
