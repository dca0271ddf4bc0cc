/** The page of `rdt trace report` in a browser: it is drawn, steered, linked, printed, and safe. */
import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { rdtHere } from '../cli/rdt-here.js'
import { folder } from '../cli/rdt-process.js'
import { isLacking } from '../cli/tools.js'
import { Chromium, type Tab } from './chromium.js'

let browser: Chromium | undefined

/** One browser for all, and one page at a time: what is in the background is not drawn. */
async function opened(
  t: ExecutionContext,
  page: string,
  how: { readonly width?: number; readonly media?: Readonly<Record<string, string>> } = {}
): Promise<Tab> {
  browser ??= new Chromium()
  const tab = await browser.open(page, how)
  t.teardown(() => tab.close())
  return tab
}

test.after.always(() => browser?.close())

const STORM = ['--loss', '10%', '--corrupt', '3%', '--duplicate', '3%', '--reorder', '5%']

async function pageOf(t: ExecutionContext, ...args: readonly string[]): Promise<string> {
  const at = folder(t)
  const [run, page] = [at('run.ndjson'), at('run.html')]
  await rdtHere(t, ['sim', ...STORM, '--seed', 'a', ...args, '--trace', run])
  const { status, err } = await rdtHere(t, ['trace', 'report', run, '--out', page])
  t.is(status, 0, err)
  return page
}

/** Nothing went wrong in the page. */
function isQuiet(t: ExecutionContext, tab: Tab): void {
  t.deepEqual(tab.faults, [])
  t.deepEqual(tab.dialogs, [])
}

const AXIS = `[...document.querySelectorAll('.plot')[0].querySelectorAll('.tick')].map((one) => one.textContent).join(' ')`
const LADDER = `[...document.querySelectorAll('.ladder .arrow line')].map((one) => one.getAttribute('y1')).join(' ')`
const CHOSEN = `document.querySelector('tr[aria-selected]')?.cells[1].textContent ?? ''`
const TIP = `(({ hidden, textContent }) => hidden ? '' : textContent)(document.querySelector('.tip'))`
/** The middle of an element, in the window. */
const middleOf = (selector: string): string =>
  `(({ left, top, width, height }) => [left + width / 2, top + height / 2])(document.querySelector('${selector}').getBoundingClientRect())`

for (const protocol of ['rdt3.0', 'gbn', 'sr', 'tcp']) {
  test.serial(
    `a ${protocol} run is drawn without a complaint, in light and dark, wide and narrow`,
    async (t) => {
      if (isLacking(t, 'chromium')) return
      const page = await pageOf(t, '--messages', '40', '--protocol', protocol, '--rate', '2mbit')
      const background = new Set<string>()
      for (const scheme of ['light', 'dark']) {
        for (const width of [1280, 700]) {
          const media = { 'prefers-color-scheme': scheme }
          const tab = await opened(t, page, { width, media })
          isQuiet(t, tab)
          t.is(await tab.ask(`document.querySelectorAll('svg.plot').length`), 4)
          const arrows = `document.querySelectorAll('.ladder g.arrow line').length`
          t.true((await tab.ask<number>(arrows)) > 8)
          t.is(await tab.ask(`document.documentElement.scrollWidth`), width)
          background.add(await tab.ask(`getComputedStyle(document.body).backgroundColor`))
        }
      }
      t.is(background.size, 2)
    }
  )
}

test.serial('keys and wheel zoom and move, and 0 shows all again', async (t) => {
  if (isLacking(t, 'chromium')) return
  const tab = await opened(t, await pageOf(t, '--messages', '60'))
  const whole = await tab.ask<string>(AXIS)
  const seen = new Set([whole])
  const isNew = async (what: string): Promise<void> => {
    const now = await tab.ask<string>(AXIS)
    t.false(seen.has(now), what)
    seen.add(now)
  }
  await tab.press('+', '+')
  await isNew('+')
  await tab.press('ArrowRight', 'ArrowRight', 'ArrowRight')
  await isNew('ArrowRight')
  await tab.press('0')
  t.is(await tab.ask(AXIS), whole)
  await tab.ask(`document.querySelector('.plot').focus()`)
  const [x, y] = await tab.ask<[number, number]>(middleOf('.plot'))
  await tab.wheel(x, y, -600)
  await isNew('wheel')
  await tab.press('-', '-', '-', '-', '-', '-')
  t.is(await tab.ask(AXIS), whole)
  const ladder = await tab.ask<string>(LADDER)
  await tab.ask(`document.querySelector('.ladder').focus({ preventScroll: true })`)
  await tab.press('ArrowDown')
  const down = await tab.ask<string>(LADDER)
  t.not(down, ladder)
  await tab.press('+', '+')
  t.not(await tab.ask(LADDER), down)
  t.is(await tab.ask(AXIS), whole)
  isQuiet(t, tab)
})

test.serial('pointing tells what is there, and a click lights it up everywhere', async (t) => {
  if (isLacking(t, 'chromium')) return
  const tab = await opened(t, await pageOf(t, '--messages', '60'))
  t.is(await tab.ask(TIP), '')
  await tab.press('n', 'Escape')
  await tab.ask(`document.querySelector('.ladder').scrollIntoView({ block: 'center' })`)
  await tab.drawn()
  // One that goes to the right, and is not cut off.
  const [x, y] = await tab.ask<[number, number]>(`(() => {
    const frame = document.querySelector('.ladder').getBoundingClientRect()
    for (const line of document.querySelectorAll('.ladder .arrow.again.data line')) {
      const { left, top, width, height } = line.getBoundingClientRect()
      if (top < frame.top + 40 || top + height > frame.bottom) continue
      return [left + width * 0.3, top + height * 0.3]
    }
  })()`)
  await tab.point(x, y)
  t.regex(await tab.ask(TIP), /^(data|ack) \d+.*(sender → receiver|receiver → sender).*sent .* ms/)
  await tab.click(x, y)
  t.is(await tab.ask(`document.querySelectorAll('.ladder line.chosen').length`), 1)
  t.true((await tab.ask<number>(`document.querySelectorAll('.plot circle.chosen').length`)) >= 1)
  t.regex(await tab.ask(`document.querySelector('.life h3').textContent`), /^Life of data \d+$/)
  t.regex(await tab.ask(`document.querySelector('#now').textContent`), /^At [\d.]+ ms: data/)
  await tab.press('Escape')
  t.is(await tab.ask(`document.querySelectorAll('.chosen').length`), 0)
  isQuiet(t, tab)
})

test.serial(
  'n and p go from retransmission to retransmission; the focus shows what the pointer would',
  async (t) => {
    if (isLacking(t, 'chromium')) return
    const page = await pageOf(t, '--messages', '60')
    const tab = await opened(t, page)
    const rows = await tab.ask<string[]>(
      `[...document.querySelectorAll('.again tbody tr')].map((row) => row.cells[1].textContent)`
    )
    t.true(rows.length > 3)
    await tab.press('n')
    t.is(await tab.ask(CHOSEN), rows[0])
    await tab.press('n', 'n')
    t.is(await tab.ask(CHOSEN), rows[2])
    await tab.press('p')
    t.is(await tab.ask(CHOSEN), rows[1])
    t.is(await tab.ask(TIP), '')
    await tab.ask(`document.querySelector('.ladder').focus({ preventScroll: true })`)
    await tab.press('n')
    t.true((await tab.ask<string>(TIP)).startsWith(rows[2]!))
    await tab.press('Enter')
    t.is(await tab.ask('document.activeElement.className'), 'life')
    await tab.press('?')
    t.true(await tab.ask(`document.querySelector('dialog').open`))
    await tab.press('Escape')
    t.false(await tab.ask(`document.querySelector('dialog').open`))
    isQuiet(t, tab)
  }
)

test.serial('Tab reaches every picture and the table, and each of them has a name', async (t) => {
  if (isLacking(t, 'chromium')) return
  const tab = await opened(t, await pageOf(t, '--messages', '20'))
  const names: string[] = []
  for (let i = 0; i < 30; i++) {
    await tab.press('Tab')
    const name = await tab.ask<string>(
      `(({ activeElement: one }) => one === document.body ? '' : one.getAttribute('aria-label') ?? one.textContent)(document)`
    )
    if (name !== '') names.push(name)
  }
  for (const part of [
    /^Dark or light/,
    /^Time–sequence plot/,
    /^Window/,
    /^Round trips/,
    /^Goodput/,
    /^Ladder/,
    /data \d+, try 2/
  ]) {
    t.true(
      names.some((name) => part.test(name)),
      `${part}: ${names.join(' | ').slice(0, 600)}`
    )
  }
})

test.serial('the button turns dark to light and back', async (t) => {
  if (isLacking(t, 'chromium')) return
  const media = { 'prefers-color-scheme': 'dark' }
  const tab = await opened(t, await pageOf(t, '--messages', '5'), { media })
  const colour = (): Promise<string> => tab.ask(`getComputedStyle(document.body).backgroundColor`)
  const dark = await colour()
  const press = `document.querySelector('[aria-label="Dark or light"]').click()`
  await tab.ask(press)
  t.not(await colour(), dark)
  await tab.ask(press)
  t.is(await colour(), dark)
})

test.serial('on paper all of it is there, in light colours', async (t) => {
  if (isLacking(t, 'chromium')) return
  const page = await pageOf(t, '--messages', '120')
  const media = { 'prefers-color-scheme': 'dark' }
  const tab = await opened(t, page, { media })
  const pdf = await tab.pdf()
  t.is(pdf.subarray(0, 5).toString(), '%PDF-')
  const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0
  t.true(pages >= 3, `${pages} pages`)
  await tab.call('Emulation.setEmulatedMedia', { media: 'print' })
  await tab.ask(`dispatchEvent(new Event('beforeprint'))`)
  await tab.drawn()
  t.is(await tab.ask(`getComputedStyle(document.body).backgroundColor`), 'rgb(255, 255, 255)')
  t.regex(await tab.ask(`document.querySelector('.ladder-box .note').textContent`), /^Rows \d+ to/)
  t.is(await tab.ask(`getComputedStyle(document.querySelector('.tools')).display`), 'none')
  isQuiet(t, tab)
})

test.serial(
  '5 000 events open soon, and the table has a row for each retransmission',
  async (t) => {
    if (isLacking(t, 'chromium')) return
    const page = await pageOf(t, '--messages', '300')
    const tab = await opened(t, page)
    const took = `performance.getEntriesByType('navigation')[0].loadEventEnd`
    t.log(`${Math.round(await tab.ask<number>(took))} ms until it was loaded`)
    // It takes half a second on a slow machine; other tests run beside it.
    t.true((await tab.ask<number>(took)) < 10_000)
    const rows = `document.querySelectorAll('.again tbody tr').length`
    const all = `new Promise((done) => { const look = () => document.querySelector('.again caption').textContent.startsWith(${rows} + ' ') ? done(${rows}) : setTimeout(look, 20); look() })`
    const { retransmissions } = JSON.parse(
      /<script type="application\/json" id="report">([^<]*)</.exec(readFileSync(page, 'utf8'))![1]!
    )
    t.true(retransmissions.length > 400)
    t.is(await tab.ask(all), retransmissions.length)
    isQuiet(t, tab)
  }
)

const EVIL = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'><svg onload=alert(3)>\u2028\u202e\ud800\u001b[2J`

test.serial('hostile text runs nothing, opens nothing, and is there to be read', async (t) => {
  if (isLacking(t, 'chromium')) return
  const at = folder(t)
  const [run, page] = [at('run.ndjson'), at('run.html')]
  const link = `${EVIL}>bob`
  const about = { link, kind: 'data', seq: 1, len: 5 }
  const lines = [
    {
      ...{ trace: 'rdt-chat', version: 1, clock: 'wall', seed: EVIL, nodes: [EVIL, 'bob'] },
      config: { command: EVIL, protocol: EVIL, [EVIL]: EVIL }
    },
    { t: 0, at: EVIL, event: 'say', from: EVIL, to: [EVIL], text: EVIL },
    { t: 0, at: EVIL, event: 'submit', link },
    { t: 0, at: EVIL, event: 'send', id: 1, ...about, attempt: 1 },
    { t: 1, at: 'channel', event: 'drop', id: 1, ...about, why: EVIL },
    { t: 2, at: EVIL, event: 'timeout', link, half: 'sender', timer: 0 },
    { t: 2, at: EVIL, event: 'send', id: 2, ...about, attempt: 2 },
    { t: 3, at: 'bob', event: 'receive', id: 2, ...about },
    { t: 3, at: 'bob', event: 'discard', id: 2, link: `bob>${EVIL}`, why: EVIL }
  ]
  writeFileSync(run, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  const asked = ['trace', 'report', run, '--out', page, '--title', EVIL]
  const { status, err } = await rdtHere(t, asked)
  t.is(status, 0, err)
  const tab = await opened(t, page)
  await tab.press('n', 'Enter', '?', 'Escape')
  await tab.ask(`new Promise((done) => setTimeout(done, 300))`)
  isQuiet(t, tab)
  t.is(await tab.ask(`document.querySelectorAll('img').length`), 0)
  t.is(await tab.ask(`document.querySelectorAll('script').length`), 2)
  t.true((await tab.ask<string>(`document.querySelector('h1').textContent`)).includes('<img src=x'))
  t.true((await tab.ask<string>(`document.querySelector('.life').textContent`)).includes('<img'))
  const whole = await tab.ask<string>('document.body.innerText')
  t.false(/[\u202e\u001b]/.test(whole))
})
