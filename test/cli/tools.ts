/** Programs of other people, where they are installed. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import type { ExecutionContext } from 'ava'
import { folder } from './rdt-process.js'

const known = new Map<string, boolean>()

function isThere(tool: string): boolean {
  let found = known.get(tool)
  if (found === undefined) {
    found = spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0
    known.set(tool, found)
  }
  return found
}

/** Passes `t`, with a message, where one of `tools` is not installed. */
export function isLacking(t: ExecutionContext, ...tools: string[]): boolean {
  const missing = tools.filter((tool) => !isThere(tool))
  if (missing.length === 0) return false
  t.log(`skipped: ${missing.join(', ')} is not installed`)
  t.pass()
  return true
}

export interface ToolRun {
  readonly status: number
  readonly out: string
  /** Without what tools tell of themselves. */
  readonly err: string
}

/** What tools say of themselves and of their user, and not of what they read. */
const CHATTER =
  /^(Running as user .*|Capturing on .*| *\*\* \(tshark:.*|reading from file .*|\d+ packets? captured|tshark: *)?\n/gm

/** Somebody without any settings, whose they might be. */
export function toolHome(t: ExecutionContext): NodeJS.ProcessEnv {
  const at = folder(t)
  mkdirSync(at('home'))
  return { ...process.env, HOME: at('home'), WIRESHARK_CONFIG_DIR: at('home'), TZ: 'UTC' }
}

export function runTool(
  tool: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      out += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      err += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ status: code ?? 137, out, err: withoutChatter(err) })
    })
  })
}

export const withoutChatter = (text: string): string => text.replace(CHATTER, '')
