/**
 * A report as one HTML file that needs nothing else and reaches nowhere: script and style are in it,
 * and its policy allows these two alone, by their hashes. What the trace says is data to the page: it
 * stands in a block of JSON that no browser runs, and the script shows it as text.
 */
import type { Report } from './report.js'
import { escapeText } from './svg-text.js'

/** What the build makes of src/web/report. */
export interface PageAssets {
  readonly script: string
  readonly style: string
  /** SHA-256 of text in UTF-8, as base64. */
  readonly hash: (text: string) => string
}

/** @throws Error where the script could not stand in a page */
export function reportPage(report: Report, { script, style, hash }: PageAssets): string {
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style)) {
    throw new Error('the script or the style of the report would end their own element')
  }
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash(script)}'`,
    `style-src 'sha256-${hash(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'"
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="rdt trace report">
<title>${escapeText(report.title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This report draws its pictures with the script that it carries: allow scripts to see them.</noscript>
<script type="application/json" id="report">${embedded(report)}</script>
<script>${script}</script>
</body>
</html>
`
}

/** JSON without a sign that HTML or an older JavaScript would stumble over. */
const embedded = (report: Report): string =>
  JSON.stringify(report).replace(
    /[<\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
