/** The words of the chat, as one table: usage, meaning, and the other names they go by. */
export type CommandWord = 'say' | 'msg' | 'list' | 'join' | 'leave' | 'quit' | 'dereg' | 'help'

interface Entry {
  readonly usage: string
  readonly meaning: string
  readonly aliases: readonly string[]
}

export const COMMAND_WORDS: Readonly<Record<CommandWord, Entry>> = {
  say: {
    usage: '/say TEXT',
    meaning: 'says TEXT to everybody, whatever it begins with',
    aliases: []
  },
  msg: {
    usage: '@NAME[,NAME…] TEXT, or /msg NAME[,NAME…] TEXT',
    meaning: 'to one person in private, or to a group',
    aliases: ['m', 'w', 'tell', 'private']
  },
  list: {
    usage: '/list',
    meaning: 'shows who is here',
    aliases: ['who', 'names', 'people', 'list_members']
  },
  join: {
    usage: '/join [NAME]',
    meaning: 'joins under another name, or comes back after /leave',
    aliases: ['rejoin', 'connect', 'nick']
  },
  leave: {
    usage: '/leave [REASON]',
    meaning: 'leaves the chat; the program stays',
    aliases: ['disconnect', 'part']
  },
  quit: {
    usage: '/quit [REASON], or exit, or \\q',
    meaning: 'leaves the chat and ends the program',
    aliases: ['exit', 'q', 'bye']
  },
  dereg: {
    usage: '/dereg YOUR-NAME',
    meaning: 'the same, in the words of an older chat; only for oneself',
    aliases: []
  },
  help: { usage: '/help', meaning: 'shows this', aliases: ['h', '?', 'commands'] }
}

/** Every word and alias, with the word that it stands for. */
export const WORD_OF: ReadonlyMap<string, CommandWord> = new Map(
  (Object.entries(COMMAND_WORDS) as [CommandWord, Entry][]).flatMap(([word, { aliases }]) =>
    [word, ...aliases].map((name) => [name, word] as const)
  )
)

/** What /help shows, a line each. */
export function helpLines(): string[] {
  const entries = Object.values(COMMAND_WORDS)
  const width = Math.max(...entries.map(({ usage }) => usage.length))
  return [
    'Whatever you type is said to everybody, except for:',
    ...entries.map(({ usage, meaning, aliases }) => {
      const also = aliases.length > 0 ? ` (also ${aliases.map((a) => `/${a}`).join(', ')})` : ''
      return `  ${usage.padEnd(width)}  ${meaning}${also}`
    }),
    'A text that begins with a slash is written with two: //etc is said as /etc.'
  ]
}
