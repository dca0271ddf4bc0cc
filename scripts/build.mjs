/**
 * `npm run build`: compiles into dist, removes what no longer has a source, copies the
 * files that are read at run time, bundles the pages, and publishes the schema of the trace. Quick when
 * nothing changed, since `npm test` builds each time.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundlePages, PAGES } from './web-pages.mjs'

/** The folders that tsconfig.json compiles. */
const COMPILED = ['src', 'lossy-channel', 'labs', 'test', 'bench']

/** What is copied beside the compiled files: endings, by folder. */
const ASSETS = {
  src: ['.json', '.html', '.css', '.lua'],
  'lossy-channel': ['.json'],
  test: ['.json', '.txt', '.ndjson']
}

/** Bundled, not compiled: each page is one script and one style. */
const WEB = 'src/web/'

const PROGRAM = 'dist/src/cli/rdt.js'
const SCHEMA_SOURCE = 'dist/src/trace/published-schema.js'
const SCHEMA = 'dist/trace.schema.json'
const BUILD_INFO = 'dist/.tsbuildinfo'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

async function main() {
  const compiler = findCompiler()
  if (compiler === undefined) return withoutCompiler()
  removeOrphans()
  if (somethingIsMissing()) rmSync(BUILD_INFO, { force: true })
  const args = [compiler, '--incremental', '--tsBuildInfoFile', BUILD_INFO, '--pretty', 'false']
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const isBundled = await bundlePages()
  if (status !== 0 || !isBundled) process.exitCode = 1
  copyAssets()
  if (existsSync(PROGRAM)) chmodSync(PROGRAM, 0o755)
  if (status === 0) await publishSchema()
}

/** Undefined without the development dependencies; TypeScript may come with others, too. */
function findCompiler() {
  const { resolve } = createRequire(import.meta.url)
  try {
    resolve('@types/node/package.json')
    return resolve('typescript/bin/tsc')
  } catch {
    return undefined
  }
}

/** `npm ci --omit=dev` in a checkout: fine where an earlier build is there to be used. */
function withoutCompiler() {
  if (existsSync(PROGRAM)) {
    console.log('The compiler is not installed: dist stays as it was built before')
    return
  }
  console.error(
    'Nothing is built and the compiler is not installed: run `npm ci` without --omit=dev ' +
      '(then `npm prune --omit=dev` if you like), or install the package that `npm pack` makes'
  )
  process.exitCode = 1
}

function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).replaceAll('\\', '/'))
}

const isSource = (file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.startsWith(WEB)

const isAsset = (file) =>
  !file.startsWith(WEB) &&
  (ASSETS[file.split('/')[0]] ?? []).some((ending) => file.endsWith(ending))

/** A removed test must not run again, and a removed module must not be found. */
function removeOrphans() {
  for (const folder of COMPILED) {
    for (const built of filesIn(`dist/${folder}`)) {
      const path = built.slice('dist/'.length)
      if (!hasSource(path)) rmSync(built)
    }
    removeEmptyFolders(`dist/${folder}`)
  }
}

/** Is what the build makes as `path` still to be made? */
function hasSource(path) {
  if (path.startsWith(WEB)) return Object.hasOwn(PAGES, path)
  const source = path.replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts')
  return existsSync(source) && (source !== path || isAsset(path))
}

function removeEmptyFolders(folder) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name))
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}

/** The compiler trusts its notes and would not write again what somebody deleted. */
function somethingIsMissing() {
  return COMPILED.flatMap(filesIn)
    .filter(isSource)
    .map((file) => join('dist', file.slice(0, -'.ts'.length)))
    .some((built) => ['.js', '.d.ts', '.js.map'].some((ending) => !existsSync(built + ending)))
}

function copyAssets() {
  for (const file of Object.keys(ASSETS).flatMap(filesIn).filter(isAsset)) {
    const copy = join('dist', file)
    mkdirSync(dirname(copy), { recursive: true })
    if (!existsSync(copy) || !readFileSync(copy).equals(readFileSync(file))) cpSync(file, copy)
  }
}

async function publishSchema() {
  if (!existsSync(SCHEMA_SOURCE)) return
  const { publishedSchema } = await import(pathToFileURL(SCHEMA_SOURCE).href)
  const text = `${JSON.stringify(publishedSchema, null, 2)}\n`
  if (!existsSync(SCHEMA) || readFileSync(SCHEMA, 'utf8') !== text) writeFileSync(SCHEMA, text)
}

await main()
