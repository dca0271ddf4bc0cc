/** The chat's dashboard under the keys of a robot: orders, modes, and what no size may lose. */
import test from 'ava'
import { Conversation } from '../../../src/dashboard/model/conversation.js'
import { drawFrame } from '../../../src/dashboard/model/frame.js'
import { namedKey, typedKey } from '../../../src/dashboard/model/key.js'
import { LineEditor } from '../../../src/dashboard/model/line-editor.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { RandomStream } from '../../../src/kernel/random.js'
import { ms, seconds } from '../../../src/kernel/time.js'
import { statsOf } from '../../../src/trace/stats.js'
import { statsRecords } from '../../../src/trace/stats-records.js'
import { keyOf, StageRig, talk } from './stage-rig.js'

const text = (paper: Surface): string => paper.lines.join('\n')

test('what is typed goes to the chat, Esc steers, and a line that is not said yet stays', (t) => {
  const it = new StageRig({ mode: 'typing' })
  it.type('hello').press('enter')
  it.type('one q')
  it.press('escape', '+', 'q')
  t.deepEqual(it.told[0], 'say hello')
  t.regex(it.told[1] ?? '', /^change .*0\.3/)
  t.is(it.told.length, 2, 'quitting asks first, since a line would be lost')
  t.regex(text(it.frame(80, 24)), /Quit\? your line has not been said/)
  it.press('n', 'escape')
  it.type('uick')
  t.is(it.stage.typed, 'one quick')
  it.press('enter', 'escape', 'q')
  t.deepEqual(it.told.slice(2), ['say one quick', 'quit'])
})

test('F4 is large print and back, also while one types', (t) => {
  const it = new StageRig({ mode: 'typing' })
  it.type('hello')
  const before = text(it.frame(120, 40))
  it.press('f4')
  t.regex(text(it.frame(120, 40)), /r e t r a n s m i t t e d/)
  it.press('f4')
  t.is(text(it.frame(120, 40)), before)
})

test('Tab finishes names and commands of the chat', (t) => {
  const it = new StageRig({ mode: 'typing' })
  it.type('/m').press('tab').type('pup').press('tab', 'tab')
  t.regex(it.stage.typed, /^\/msg pupil-[123] $/)
})

test('each key of steering gives its order', (t) => {
  const orders: readonly (readonly [keys: readonly string[], told: RegExp])[] = [
    [['+'], /^change \{"both":\{"loss":\{.*"probability":0.3/],
    [['0'], /^change .*"probability":0[,}]/],
    [['right', '+'], /^change \{"both":\{"corrupt"/],
    [['d', '+'], /^change \{"up":/],
    [['3'], /^change .*"rate":50000000/],
    [['p'], /^isCut true up\+down$/],
    [['k'], /^kill \{"what":"data"\}$/],
    [['K'], /^kill \{"what":"ack"\}$/],
    [['t'], /^isByHand true up\+down$/],
    [['w'], /^save \(free\)$/],
    [['q'], /^quit$/],
    [['f5'], /^theme$/],
    [['ctrl+c'], /^interrupt$/],
    [[':', ...'up loss 5%', 'enter'], /^change \{"up":\{"loss"/],
    [[':', ...'pace 4', 'enter'], /^pace 4$/],
    [[':', ...'save run1', 'enter'], /^save run1$/],
    [[':', ...'hold down', 'enter'], /^isHeld true down$/],
    [[':', ...'kill none', 'enter'], /^spare$/],
    [[':', ...'quit', 'enter'], /^quit$/]
  ]
  for (const [keys, told] of orders) {
    const it = new StageRig()
    it.press(...keys.map((key) => (key === ' ' ? 'space' : key)))
    t.regex(it.told[0] ?? '', told, keys.join(' '))
  }
})

test('partition and tray are turned back by the same key, and so is the time', (t) => {
  const it = new StageRig()
  it.press('p', 'p', 't')
  t.is(it.channel.pace, 10)
  t.regex(text(it.frame(80, 24)), /time runs 10× slower/)
  it.press('t')
  t.is(it.channel.pace, 1)
  t.deepEqual(it.told, [
    'isCut true up+down',
    'isCut false up+down',
    'isByHand true up+down',
    'pace 10',
    'isByHand false up+down',
    'pace 1'
  ])
})

test('the tray leaves a pace that somebody chose as it is', (t) => {
  const it = new StageRig()
  it.press(':').type('pace 3').press('enter', 't', 't')
  t.is(it.channel.pace, 3)
  it.press(':').type('reset').press('enter')
  t.is(it.channel.pace, 1)
})

test('in the tray a key decides the chosen one', (t) => {
  const it = new StageRig().until(seconds(2))
  it.press('t')
  it.frame(80, 24)
  it.press('down', 'x', '2')
  t.deepEqual(it.told.slice(2), ['decide 2 x', 'decide 1 2'])
})

test('a kill is meant for the connection that was chosen', (t) => {
  const it = new StageRig().until(seconds(1))
  it.frame(80, 24)
  it.press('n')
  const chosen = it.stage.view.picked ?? ''
  t.regex(chosen, /^pupil-\d>server$/)
  it.press('k', 'K', 'c', 'k')
  t.deepEqual(it.told, [
    `kill {"what":"data","flow":"${chosen}","direction":"up"}`,
    `kill {"what":"ack","flow":"${chosen}","direction":"down"}`,
    'kill {"what":"data"}'
  ])
  it.press('k')
  t.regex(text(it.frame(120, 40)), /3 are to be killed already/, 'a refusal is told')
})

test('a command that is refused stays, with the reason beside it', (t) => {
  const it = new StageRig()
  it.press(':').type('lost 3%').press('enter')
  t.regex(text(it.frame(80, 24)), /:lost 3% +there is no 'lost'; did you mean loss\?/)
  it.press('left', 'left', 'left', 'backspace').type('s').press('enter')
  t.deepEqual(it.told.length, 1)
  t.regex(it.told[0] ?? '', /"probability":0.03/)
  it.press(':', 'up')
  t.regex(text(it.frame(80, 24)), /:loss 3%/, 'history')
  it.press('escape', ':').type('prof').press('tab').type('wi').press('tab', 'enter')
  t.regex(it.told[1] ?? '', /"rate":50000000/, 'completion')
})

test('whoever looks back looks at a picture that stands still, and the run goes on', (t) => {
  const it = new StageRig().until(seconds(1))
  it.frame(120, 40)
  it.press('space')
  const before = it.frame(120, 40)
  it.until(seconds(4))
  const after = it.frame(120, 40)
  // But for the title, which counts what passes.
  t.deepEqual(after.lines.slice(1), before.lines.slice(1))
  const passed = it.taken.filter(({ t: at }) => at > seconds(1)).length
  t.true(passed > 100)
  t.true(after.lines[0]?.includes(`FROZEN for 3 s, ${passed} events since`), after.lines[0])
  it.press('space')
  t.notDeepEqual(it.frame(120, 40).lines.slice(1), before.lines.slice(1))
})

test('one types while the picture is frozen', (t) => {
  const it = new StageRig().until(seconds(1))
  it.press('space', 'escape').type('still here').press('enter')
  t.deepEqual(it.told, ['say still here'])
  t.regex(text(it.frame(80, 24)), /FROZEN/)
})

test('arrows choose a segment, Enter inspects it, Escape closes it', (t) => {
  const it = new StageRig().until(seconds(1))
  it.frame(120, 40)
  it.press('up')
  const newest = it.frame(120, 40).lines.find((line) => line.includes('▸'))
  t.truthy(newest)
  it.press('up', 'up', 'enter')
  t.regex(text(it.frame(120, 40)), /segment: bytes and life[\s\S]*Magic: “RD”/)
  it.press('escape')
  t.is(it.stage.mode, 'steering')
  t.notRegex(text(it.frame(120, 40)), /Magic/)
  it.press('home')
  t.regex(text(it.frame(120, 40)), /\n[^\n]* 0 1\.\.2 /, 'the ladder from its beginning')
  it.press('end')
  t.notRegex(text(it.frame(120, 40)), /newer rows/)
})

test('the ladder stays with a connection for a while, whoever is in trouble', (t) => {
  const it = new StageRig()
  const links = new Set<string>()
  let changes = 0
  let last: string | undefined
  for (let at = 0; at <= 4000; at += 20) {
    it.until(ms(at)).frame(80, 24)
    const { link } = it.stage.view
    if (link !== last) changes++
    last = link
    if (link !== undefined) links.add(link)
  }
  t.true(changes <= 3, `${changes} changes within 4 s`)
})

test('every key that help names does something, and no other does', (t) => {
  const sections = new StageRig().stage.helpSections
  const named = sections
    .filter(({ title }) => /Steering|Looking|tray/.test(title))
    .flatMap(({ rows }) => rows.flatMap(({ keys }) => keys.split(' ')))
  const known = new Set(named.flatMap((key) => (key === '1–9' ? [...'123456789'] : key)))
  for (const letter of [...'=_', '?']) known.add(letter) // + and - without shift; help
  const arrows = { '↑': 'up', '↓': 'down', '←': 'left', '→': 'right', PgUp: 'pageup' }
  for (let code = 0x21; code < 0x7f; code++) {
    const letter = String.fromCharCode(code)
    const it = new StageRig().until(seconds(1))
    it.frame(120, 40)
    if (/[xcl2a]/.test(letter)) it.press('t').frame(120, 40)
    const before = [text(it.frame(120, 40)), it.told.length].join()
    it.press(letter)
    const isDone = [text(it.frame(120, 40)), it.told.length].join() !== before
    if (letter === 'c' || letter === 'd') t.true(known.has(letter))
    else t.is(isDone, known.has(letter), letter)
  }
  for (const [sign, chord] of Object.entries(arrows)) {
    t.true(known.has(sign), sign)
    t.notThrows(() => keyOf(chord))
  }
})

test('every key that help names for typing is a key of the line', (t) => {
  const chords = ['left', 'home', 'ctrl+left', 'ctrl+w', 'ctrl+u', 'ctrl+k', 'ctrl+y', 'meta+enter']
  const editor = new LineEditor({ say: () => {}, vocabulary: () => ({ names: [], commands: [] }) })
  for (const chord of chords) t.true(editor.key(namedKey(chord)), chord)
})

test('what the frame says of the run is what rdt trace stats says of its events', (t) => {
  const header = { config: { protocol: 'gbn', window: 4, seq_bits: 32, checksum: 'crc32' } }
  for (const at of [300, 900, 1_700, 5_000]) {
    const it = new StageRig().until(ms(at))
    const records = statsRecords(statsOf(header, it.taken)) as Record<string, never>[]
    const { segments } = records.at(-1) as unknown as {
      segments: { sent: number; retransmitted: number }
    }
    const shown = text(it.frame(200, 50))
    const words = `retransmitted ${segments.retransmitted} of ${segments.sent} (`
    t.true(shown.includes(words), words)
    for (const record of records.filter(({ type }) => type === 'connection')) {
      const { link, sent, retransmitted } = record as unknown as Record<string, string>
      const name = String(link).replace('>', ' → ')
      const row = it.frame(200, 50).lines.find((line) => line.includes(`│${name}  `)) ?? ''
      const [, rest = ''] = row.split(`│${name} `)
      t.regex(rest, new RegExp(` ${sent} +${retransmitted} `), `${name} at ${at} ms`)
    }
  }
})

/** Corners of frames that do not lead to one another. */
function brokenFrames(paper: Surface): string[] {
  const isFrame = (x: number, y: number): string => {
    const cell = paper.cellAt(x, y)
    return cell !== undefined && ['border', 'focus'].includes(cell.style) ? cell.text : ''
  }
  const broken: string[] = []
  for (let y = 0; y < paper.height; y++) {
    for (let x = 0; x < paper.width; x++) {
      const corner = isFrame(x, y)
      if (corner !== '┌' && corner !== '┐') continue
      let below = y + 1
      while (isFrame(x, below) === '│') below++
      const end = corner === '┌' ? '└' : '┘'
      if (isFrame(x, below) !== end) broken.push(`${corner} at ${x},${y} ends at ${x},${below}`)
    }
  }
  return broken
}

test('a broken frame would be seen', (t) => {
  const paper = Surface.empty(20, 5)
  drawFrame(paper)
  t.deepEqual(brokenFrames(paper), [])
  paper.put(19, 2, 'x')
  t.is(brokenFrames(paper).length, 1)
})

const KEYS = [
  ...['escape', 'f1', 'f2', 'enter', 'tab', 'up', 'down', 'left', 'right', 'pageup', 'pagedown'],
  ...['home', 'end', 'backspace', 'space', 'ctrl+u', 'ctrl+w', 'delete', '?', ':', '+', '-', '0'],
  ...['d', 'p', 'k', 'K', 't', 'n', 'N', 'c', 'v', 's', 'w', 'q', 'x', 'l', 'a', '2', '3', '9', 'e']
]
const LEAST = { width: 40, height: 12 }

test('whatever is pressed, at whatever size: no frame breaks, and what matters is there', (t) => {
  const rounds = Number(process.env['STAGE_ROUNDS'] ?? 60)
  for (let round = 0; round < rounds; round++) {
    const seed = process.env['STAGE_SEED'] ?? `stage-${round}`
    const dice = new RandomStream(seed, 'keys')
    const it = new StageRig({
      mode: dice.below(2) === 0 ? 'typing' : 'steering',
      isBig: dice.below(4) === 0
    })
    talk(it)
    const pressed: string[] = []
    const where = () =>
      `STAGE_SEED=${seed} STAGE_ROUNDS=1 npx ava dist/test/dashboard/model/stage.test.js: ${pressed.join(' ')}`
    for (let step = 0; step < 40; step++) {
      it.until(it.now + ms(dice.below(120)))
      const key = KEYS[dice.below(KEYS.length)] ?? 'escape'
      pressed.push(key)
      if (dice.below(12) === 0) it.paste('two lines\nof a 漢字 paste\u001b[2J')
      it.press(key)
      const isSmall = dice.below(3) === 0
      const width = 1 + dice.below(isSmall ? 50 : 220)
      const height = 1 + dice.below(isSmall ? 14 : 60)
      pressed.push(`${width}×${height}`)
      const paper = it.frame(width, height)
      const broken = brokenFrames(paper)
      if (broken.length > 0) t.fail(`${where()}: ${broken.join('; ')}`)
      if (width < LEAST.width || height < LEAST.height) continue
      const [title = ''] = paper.lines
      const keys = paper.lines.at(-1) ?? ''
      if (!title.includes('retransmitted ')) t.fail(`${where()}: ${title}`)
      if (!/(\?|F1) help/.test(keys)) t.fail(`${where()}: ${keys}`)
    }
  }
  t.pass()
})

test('a typed line survives whatever else is pressed while one steers', (t) => {
  for (let round = 0; round < 30; round++) {
    const dice = new RandomStream(`line-${round}`, 'keys')
    const it = new StageRig({ mode: 'typing' }).type('half a senten')
    it.press('escape')
    const pressed: string[] = []
    for (let step = 0; step < 60; step++) {
      it.until(it.now + ms(50))
      const steering = KEYS.filter((key) => !['escape', 'f2'].includes(key))
      const key = steering[dice.below(steering.length)] ?? '+'
      pressed.push(key)
      it.press(key).frame(80, 24)
      t.is(it.stage.typed, 'half a senten', `line-${round}: ${pressed.join(' ')}`)
    }
  }
})

test('the conversation is scrolled back while one types', (t) => {
  const it = new StageRig({ mode: 'typing' })
  for (let i = 1; i <= 60; i++) {
    it.stage.conversation.add({ who: 'bob', text: `line ${i}`, tone: 'plain' })
  }
  t.regex(text(it.frame(80, 24)), /line 60/)
  it.press('pageup', 'pageup')
  t.notRegex(text(it.frame(80, 24)), /line 60/)
  it.type('x').press('enter')
  t.regex(text(it.frame(80, 24)), /line 60/, 'whoever says something sees it')
  t.true(it.stage.conversation instanceof Conversation)
})

test('nothing is drawn anew where nothing changed, and every frame where a timer runs', (t) => {
  const it = new StageRig().until(seconds(8))
  it.frame(80, 24)
  const quiet = it.stage.stamp()
  it.now += seconds(1)
  const later = it.stage.stamp()
  it.now += seconds(600)
  const idle = it.stage.stamp()
  it.now += seconds(600)
  t.is(it.stage.stamp(), idle, 'after a minute nothing moves any more')
  t.not(quiet, later, 'the sparkline slides, once a second')
  const busy = new StageRig().until(ms(1_520))
  busy.frame(80, 24)
  const stamp = busy.stage.stamp()
  busy.now += ms(100)
  t.not(busy.stage.stamp(), stamp)
  busy.stage.key(typedKey(' '))
  const frozen = busy.stage.stamp()
  busy.now += ms(100)
  t.is(busy.stage.stamp(), frozen)
})

test('connections that only ask whether the other is there are drawn seldom, data at once', (t) => {
  const it = new StageRig().until(seconds(8))
  it.frame(80, 24)
  const stamps = new Set<string>()
  const begin = it.now
  for (let i = 0; i < 300; i++) {
    it.now = begin + ms(i * 100)
    const at = { t: it.now, at: 'pupil-1', link: 'pupil-1>server', id: 100_000 + i }
    it.run.take({ ...at, event: 'send', kind: i % 2 === 0 ? 'ping' : 'pong' })
    stamps.add(it.stage.stamp())
  }
  t.true(stamps.size > 20 && stamps.size <= 61 + 30, `${stamps.size} of 300`)
  const before = it.stage.stamp()
  const data = { kind: 'data', seq: 9_000, id: 200_000 } as const
  it.run.take({ t: it.now, at: 'pupil-1', link: 'pupil-1>server', event: 'send', ...data })
  t.not(it.stage.stamp(), before)
})
