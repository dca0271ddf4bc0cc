/** What the tests of the documents read out of Markdown. */

export interface Fence {
  readonly language: string
  readonly text: string
}

const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w-]*)[^\n]*\n([\s\S]*?)^ {0,3}\1[`~]*[ \t]*$/gm

export const fences = (markdown: string): Fence[] =>
  [...markdown.matchAll(FENCE)].map(([, , language = '', text = '']) => ({ language, text }))

/** A block for a shell, and the text that stands right below it, which it prints. */
export interface Example {
  readonly shell: string
  /** Its lines; what has … in it is left out there. */
  readonly prints: readonly string[]
}

export const examples = (markdown: string): Example[] => {
  const found: Example[] = []
  let end = -1
  for (const fence of markdown.matchAll(FENCE)) {
    const [whole, , language = '', text = ''] = fence
    const isBelow = end >= 0 && markdown.slice(end, fence.index).trim() === ''
    const last = found.at(-1)
    if (language === 'sh') found.push({ shell: text, prints: [] })
    else if (isBelow && language === 'text' && last !== undefined) {
      found[found.length - 1] = { ...last, prints: text.split('\n').filter(isPromise) }
    }
    end = language === 'sh' ? fence.index + whole.length : -1
  }
  return found
}

const isPromise = (line: string): boolean => line.trim() !== '' && !line.includes('…')

const withoutCode = (markdown: string): string =>
  markdown.replace(FENCE, '').replace(/(`+)[^`]*?\1/g, '')

/** The targets of all links and pictures, as written. */
export function links(markdown: string): string[] {
  const prose = withoutCode(markdown)
  const inline = prose.matchAll(/\]\(\s*<?([^)<>\s]+)>?(?:\s+"[^"]*")?\s*\)/g)
  const references = prose.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?([^\s<>]+)>?/gm)
  const tags = prose.matchAll(/\b(?:src|href)="([^"]+)"/g)
  return [...inline, ...references, ...tags].map(([, target = '']) => target)
}

/** The anchors of a page's headings, as forges make them. */
export function anchors(markdown: string): Set<string> {
  const found = new Set<string>()
  for (const [, heading = ''] of markdown.replace(FENCE, '').matchAll(/^#{1,6}[ \t]+(.+)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = words
      .trim()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
    let unique = slug
    for (let n = 1; found.has(unique); n++) unique = `${slug}-${n}`
    found.add(unique)
  }
  return found
}

/**
 * The calls of `rdt` in a shell fence, as their words: `npx rdt sim --loss 0.2 | head` gives
 * `['sim', '--loss', '0.2']`. `npm start -- …` is `rdt chat …`.
 */
export function rdtCalls(shell: string): string[][] {
  const lines = shell.replace(/\\\n/g, ' ').split('\n')
  return lines.flatMap((line) => commands(words(line.replace(/^\s*\$\s+/, '')))).flatMap(rdtCall)
}

function rdtCall(command: readonly string[]): string[][] {
  const call = command.slice(command.findIndex((word) => !/^\w+=/.test(word)))
  if (call[0] === 'npx') call.shift()
  if (call[0] === 'rdt') return [call.slice(1)]
  if (call[0] === 'npm' && call[1] === 'start') return [['chat', ...call.slice(3)]]
  return []
}

/** Splits a line as a shell does: quotes, escapes, a comment at its end; operators stand alone. */
function words(line: string): string[] {
  const token = /\s+|(#.*)|(&&|\|\||[|;&])|((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\|;&])+)/gy
  const found: string[] = []
  for (const [, , operator, word] of line.matchAll(token)) {
    if (operator !== undefined) found.push('\n')
    else if (word !== undefined) found.push(word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, '$1$2$3'))
  }
  return found
}

function commands(all: readonly string[]): string[][] {
  const found: string[][] = [[]]
  for (const word of all) {
    if (word === '\n') found.push([])
    else found.at(-1)?.push(word)
  }
  return found.filter((command) => command.length > 0)
}
