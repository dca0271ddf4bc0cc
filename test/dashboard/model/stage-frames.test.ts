/** The chat's dashboard at the sizes that it is made for, as files to be read (golden/stage-*.txt). */
import test from 'ava'
import { ms } from '../../../src/kernel/time.js'
import { type Drawing, golden, inStyles } from './golden-frame.js'
import { StageRig, talk } from './stage-rig.js'

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 50]
] as const

function rig(options: ConstructorParameters<typeof StageRig>[0] = {}, until = ms(1_520)): StageRig {
  const it = new StageRig(options)
  talk(it)
  return it.until(until)
}

for (const [width, height] of SIZES) {
  test(`live at ${width}×${height}, typing and steering`, (t) => {
    const typing = rig({ mode: 'typing' }).type('hello, cl')
    golden(t, `stage-${width}x${height}`, [
      ['before anything happens', new StageRig().frame(width, height)],
      ['typing', typing.frame(width, height)],
      ['steering, what was typed stays', typing.press('escape').frame(width, height)]
    ])
  })

  test(`frozen, inspected and helped at ${width}×${height}`, (t) => {
    const it = rig()
    const frames: Drawing[] = []
    const show = (title: string): void => {
      frames.push([title, it.frame(width, height)])
    }
    it.frame(width, height)
    it.press('up', 'up', 'up')
    it.until(ms(14_000))
    show('frozen, a segment chosen, twelve seconds later')
    it.press('enter')
    show('that segment under the glass')
    it.press('escape', 'space')
    show('live again')
    it.press('?')
    show('help')
    it.press('end')
    show('help, its end')
    golden(t, `stage-frozen-${width}x${height}`, frames)
  })
}

test('large print', (t) => {
  const drawings = ([...SIZES, [60, 20]] as const).map(([width, height]): Drawing => {
    return ['large print', rig({ isBig: true }).frame(width, height)]
  })
  const tray = rig({ isBig: true }).press('t')
  golden(t, 'stage-big', [...drawings, ['the tray in large print', tray.frame(100, 30)]])
})

test('the hands on the channel', (t) => {
  const frames: Drawing[] = []
  const it = rig()
  const show = (title: string, width = 80, height = 24): void => {
    frames.push([title, it.frame(width, height)])
  }
  it.press('+', 'right')
  show('a knob is turned')
  it.press(':').type('los')
  show('a command is typed')
  it.press('enter')
  show('and refused')
  it.press('escape', 't')
  show('the tray is open')
  show('the tray is open', 120, 40)
  it.press('x', 't', 'p', 'k')
  show('cut, and one to be killed')
  it.press('v')
  show('the ladder alone')
  it.press('v', 'v', 'v')
  show('the table alone')
  it.reservation = 'two who joined from elsewhere would be thrown out'
  it.press('q')
  show('a question')
  golden(t, 'stage-hands', frames)
})

test('sizes between', (t) => {
  const at = (width: number, height: number): Drawing => [
    'between',
    rig({ mode: 'typing' }).frame(width, height)
  ]
  golden(t, 'stage-between', [at(40, 12), at(52, 16), at(100, 30), at(80, 60), at(130, 25)])
})

test('what is drawn in which style, and how that looks, dark and light', (t) => {
  const it = rig()
  it.frame(120, 40)
  golden(t, 'stage-styles', inStyles(it.press('up', '+').frame(120, 40)))
})
