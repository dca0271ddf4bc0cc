/** Everything that decides a run of `rdt chat`. */
import { networkInterfaces } from 'node:os'
import type { TerminalOutput } from '../dashboard/canvas.js'
import type { TerminalInput } from '../dashboard/keyboard.js'
import type { ThemeName } from '../dashboard/model/theme.js'
import { formatAddress, type SocketAddress } from '../kernel/datagram-socket.js'
import type { Micros } from '../kernel/time.js'
import type { TransportOptions } from '../rdt/transport.js'
import type { ChannelOptions } from './channel-options.js'
import type { ScriptStep } from './chat-script.js'

export interface ChatRunOptions {
  readonly transport: TransportOptions
  /** What `--protocol` was given. */
  readonly protocolWord?: string | undefined
  readonly channel: ChannelOptions
  readonly listen: SocketAddress
  /** Others may join from elsewhere. */
  readonly isShared: boolean
  readonly people: readonly string[] | undefined
  readonly script: readonly ScriptStep[] | undefined
  readonly bots: boolean
  /** How long to wait for all to arrive; undefined: on the full screen, as long as somebody looks. */
  readonly timeLimit: Micros | undefined
  readonly trace: string | undefined
  readonly json: boolean
  /** No line that changes in its place. */
  readonly plain: boolean
  /** The full screen; undefined: lines. */
  readonly screen: ScreenOptions | undefined
}

export interface ScreenOptions {
  readonly theme: ThemeName
  /** Large print for the back row. */
  readonly isBig: boolean
  /** For tests: this process's own, where it is left out. */
  readonly terminal?: { readonly input: TerminalInput; readonly output: TerminalOutput }
}

/** How laptops reach `local` from elsewhere. */
export function joinAddresses({ address, port }: SocketAddress): string[] {
  if (address !== '0.0.0.0' && address !== '::') return [formatAddress({ address, port })]
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const outer = all.filter(({ internal, family }) => !internal && family === 'IPv4')
  const found = outer.map((one) => formatAddress({ address: one.address, port }))
  return found.length > 0 ? found : [formatAddress({ address: '127.0.0.1', port })]
}
