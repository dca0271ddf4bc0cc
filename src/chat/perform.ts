/** Carries out what was typed: the same for every program around a chat client. */
import type { Micros } from '../kernel/time.js'
import type { ChatClient } from './client.js'
import type { Command } from './commands.js'
import { type ChatEvent, errorFrom } from './events.js'
import { foldName } from './names.js'

export interface Performer {
  /** Takes an `error` event about a command that cannot be carried out. */
  emit(event: ChatEvent): void
  /** The person wants to see the commands. */
  help(): void
  /** The person wants to end the program: it shall end with the next `left` event. */
  quit(): void
  /** How long a person who leaves waits for what is not acknowledged yet, µs. */
  readonly patience: Micros
}

export function perform(command: Command, client: ChatClient, performer: Performer): void {
  switch (command.cmd) {
    case 'say':
      client.say(command.text)
      break
    case 'msg':
      client.msg(command.to, command.text)
      break
    case 'list':
      client.list()
      break
    case 'join':
      client.join(command.name)
      break
    case 'leave':
      client.leave(command.reason, performer.patience)
      break
    case 'quit':
      quit(command.reason, client, performer)
      break
    case 'dereg':
      if (foldName(command.name) === foldName(client.name)) quit('', client, performer)
      else {
        const text = `only ${client.name} is yours to take out; the server finds those who are gone`
        performer.emit(errorFrom('usage', text, null, command.name))
      }
      break
    case 'help':
      performer.help()
      break
    case 'refused':
      performer.emit(errorFrom(command.code, command.text))
      break
  }
}

function quit(reason: string, client: ChatClient, performer: Performer): void {
  performer.quit()
  client.leave(reason, performer.patience)
}
