/** A thread that checks the types of one file: the compiler takes a second, and blocks. */
import { createRequire } from 'node:module'
import { basename, dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type * as Compiler from 'typescript'
import type { TypeTask } from './type-errors.js'

const MOST_TOLD = 10
/** The declarations of 'rdt-chat'. */
const AUTHOR = fileURLToPath(new URL('../../src/rdt/author.d.ts', import.meta.url))
/** Advice for programs: a submission knows nothing of Node, and declarations do not change that. */
const INSTALL = / Do you need to install type definitions for node\?.*$/

/** What the sandbox has besides the language. */
const GLOBALS = 'declare const console: Record<string, (...values: unknown[]) => void>'

const { compiler, file } = workerData as TypeTask
const ts = createRequire(import.meta.url)(compiler) as typeof Compiler

parentPort?.postMessage(errors().slice(0, MOST_TOLD))

function errors(): string[] {
  const options: Compiler.CompilerOptions = {
    noEmit: true,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    allowJs: true,
    skipLibCheck: true,
    types: [],
    paths: { 'rdt-chat': [AUTHOR] }
  }
  const globals = `${dirname(file)}/rdt-globals.d.ts`
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => name === globals || fileExists.call(host, name)
  host.getSourceFile = (name, ...rest) =>
    name === globals
      ? ts.createSourceFile(name, GLOBALS, ts.ScriptTarget.ES2022)
      : getSourceFile.call(host, name, ...rest)
  const program = ts.createProgram([file, globals], options, host)
  const found = [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()]
  return found.map((one) => {
    const text = ts
      .flattenDiagnosticMessageText(one.messageText, ' ')
      .replace(/\s+/g, ' ')
      .replace(INSTALL, '')
    if (one.file === undefined) return text
    const { line } = one.file.getLineAndCharacterOfPosition(one.start ?? 0)
    const name = relative(dirname(file), one.file.fileName) || basename(file)
    return `${name}:${line + 1}: ${text}`
  })
}
