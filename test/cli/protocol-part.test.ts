/** `--protocol FILE.ts#NAME`: one of several protocols in a file. */
import { writeFileSync } from 'node:fs'
import test from 'ava'
import { loadProtocol } from '../../src/cli/protocol-file.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { ownProtocol } from './own-protocol.js'
import { folder } from './rdt-process.js'

const SEVERAL = ownProtocol().replace('export default {', 'export const abp = {')

test('an export is named behind the file, and is a protocol as any other', async (t) => {
  const path = folder(t)('several.ts')
  writeFileSync(path, `${SEVERAL}\nexport const other = { ...abp, title: 'Another' }\n`)
  t.is((await loadProtocol(`${path}#abp`))?.title, 'My alternating bit')
  t.is((await loadProtocol(`${path}#other`))?.title, 'Another')
})

test('what is not there is refused, and what is there is named', async (t) => {
  const path = folder(t)('several.ts')
  writeFileSync(path, `${SEVERAL}\nexport const none = 1\n`)
  const refused = async (word: string) =>
    (await t.throwsAsync(() => loadProtocol(word), { instanceOf: BadInput }))?.message
  t.is(
    await refused(`${path}#apb`),
    `--protocol: the export apb of ${path} is missing; write ${path}#abp`
  )
  t.regex((await refused(`${path}#none`)) ?? '', /the export none .* is no protocol, but a number/)
  t.regex((await refused(path)) ?? '', /the default export .* is missing; write .*#abp$/)
  t.regex((await refused(`${path}x#abp`)) ?? '', /there is no file|no protocol/)
})
