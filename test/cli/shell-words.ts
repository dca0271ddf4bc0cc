/** Examples of a help text, as a shell would read them. */

/** The examples of a help text: one command a line, with or without a prompt. */
export function examplesIn(help: string): string[] {
  const [, examples = ''] = help.split('Examples:\n')
  return examples
    .split('\n')
    .map((line) => line.trim().replace(/^\$ /, ''))
    .filter((line) => /(^|\| )rdt /.test(line) && !/[A-Z]{4}/.test(line))
    .map((line) => line.replace(/ +# .*$/, ''))
}

/** The arguments of the `rdt` in a command line; whatever it is piped from or to is left out. */
export function argumentsOf(command: string): string[] {
  const piece = splitPipes(command).find((one) => one.trim().startsWith('rdt ')) ?? ''
  const words = piece.trim().match(/(?:'[^']*'|[^\s'])+/g) ?? []
  return words.slice(1).map((word) => word.replace(/'([^']*)'/g, '$1'))
}

const splitPipes = (command: string): string[] => command.match(/(?:'[^']*'|[^'|])+/g) ?? []
