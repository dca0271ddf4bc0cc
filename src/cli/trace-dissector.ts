/** `rdt trace dissector`: what Wireshark needs to read our datagrams. */
import type { Command } from 'commander'
import { dissector } from '../trace/dissector.js'

export function addTraceDissector(trace: Command): void {
  trace
    .command('dissector')
    .description('prints a Wireshark dissector for the datagrams of rdt, in Lua')
    .option('--plain', 'lines, also on a terminal')
    .addHelpText('after', EXAMPLES)
    .action(() => {
      process.stdout.write(dissector())
    })
}

const EXAMPLES = `
Examples:
  $ rdt trace dissector > rdtchat.lua
  $ wireshark -X lua_script:rdtchat.lua -r run.pcapng
  $ tshark -X lua_script:rdtchat.lua -i lo -f udp -Y rdtchat.retransmission_of`
