/**
 * Makes of src/web what a page carries: for each page one script and one style, without anything
 * that they would have to fetch. tsc only checks these sources (tsconfig.web.json).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What is made, under dist, and of which file. */
export const PAGES = {
  'src/web/report-page.js': 'src/web/report/page.ts',
  'src/web/report-page.css': 'src/web/report/page.css'
}

/** Writes only what is not there yet as it should be. @returns whether all went well */
export async function bundlePages(dist = 'dist') {
  const { build } = await import('esbuild')
  const made = Object.entries(PAGES).map(async ([output, source]) => {
    const { outputFiles } = await build({
      entryPoints: [source],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      // `light-dark()` and private fields, as browsers have them since 2024.
      target: ['chrome123', 'firefox120', 'safari17.5'],
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'error'
    })
    const path = join(dist, output)
    const contents = Buffer.from(outputFiles[0].contents)
    if (existsSync(path) && readFileSync(path).equals(contents)) return
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
  })
  const results = await Promise.allSettled(made)
  return results.every(({ status }) => status === 'fulfilled')
}
