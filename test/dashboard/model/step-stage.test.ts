/** The stepper's keys: forwards, backwards, jumps, breakpoints, branches, questions. */
import test from 'ava'
import { fsmOf, fsmWidth } from '../../../src/dashboard/model/step-fsm.js'
import { FIGURES } from '../../../src/dashboard/model/step-fsm-figures.js'
import { STEP_KEYS } from '../../../src/dashboard/model/step-keys.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { gbn } from '../../../src/rdt/gbn.js'
import { PROTOCOLS } from '../../../src/rdt/protocols.js'
import { rdt30 } from '../../../src/rdt/rdt3.0.js'
import { replayCommand } from '../../../src/sim/replay-command.js'
import { recordSteps } from '../../../src/sim/stepper/stepped-run.js'
import { Dice } from '../../swarm/dice.js'
import { randomRun } from '../../swarm/random-run.js'
import { bookConfig } from '../../trace/book-run.js'
import { bookRig, StepRig } from './step-rig.js'

/** S02: 25 events; the loss is 3, the timeout 17. */
const s02 = () => bookRig('data: ..x', { protocol: gbn, messages: 6 })

test('→ and ← take a step, and Home and End all of them', (t) => {
  const rig = s02()
  t.is(rig.press('right', 'right', 'right').stage.position, 3)
  t.is(rig.press('left').stage.position, 2)
  t.is(rig.press('end').stage.position, 25)
  t.is(rig.press('right').stage.position, 25)
  t.regex(rig.text(), /the run is over: 6 of 6 delivered, done at 350 ms, pass/)
  t.is(rig.press('home').stage.position, 0)
  t.regex(rig.press('left').text(), /this is the beginning/)
})

test('n and l jump to what went wrong, and back', (t) => {
  const rig = s02()
  t.is(rig.press('l').stage.position, 3)
  t.is(rig.press('n').stage.position, 17)
  t.is(rig.press('n').stage.position, 17)
  t.regex(rig.text(), /no retransmission or timeout after event 17/)
  t.is(rig.press('end', 'N').stage.position, 17)
  t.is(rig.press('L').stage.position, 3)
})

test('g goes to an event or to a time, and says what is wrong', (t) => {
  const rig = s02()
  t.is(rig.press('g').type('12').press('enter').stage.position, 12)
  t.is(rig.press('g').type('50ms').press('enter').stage.position, 7)
  rig.press('g').type('99').press('enter')
  t.regex(rig.text(), /there are 25 events/)
  t.is(rig.press('ctrl+u').type('5').press('enter').stage.position, 5)
  t.is(rig.press('g').type('7').press('escape').stage.position, 5)
})

test('a step forth and one back give the same frame, everywhere', (t) => {
  for (const protocol of PROTOCOLS) {
    const rig = bookRig('data: ..x.c2(+70ms)x  ack: .x.c', { protocol, messages: 8 })
    const { length } = rig.stage.branches.current.scene
    const frames = Array.from({ length: length + 1 }, (_, i) => {
      if (i > 0) rig.press('right')
      return rig.text()
    })
    rig.press('home')
    for (const [i, frame] of frames.entries()) {
      if (i > 0) rig.press('right')
      if (i > 1) rig.press('left', 'left', 'right', 'right')
      t.is(rig.text(), frame, `${protocol.name}, event ${i}`)
    }
    for (let i = length; i > 0; i--)
      t.is(rig.press('left').text(), frames[i - 1] ?? '', `event ${i - 1}`)
  }
})

test('the frame of an event is the same from wherever one comes', (t) => {
  const rig = bookRig('', { protocol: gbn, messages: 400, seed: 'jumps' })
  const dice = new Dice('jumps', 'places')
  const fresh = bookRig('', { protocol: gbn, messages: 400, seed: 'jumps' })
  for (let i = 0; i < 30; i++) {
    const place = dice.between(0, 1200)
    rig.press('g').type(`${place}`).press('enter')
    fresh
      .press('home', 'g')
      .type(`${Math.max(0, place - 1)}`)
      .press('enter', 'right')
    if (place > 0) t.is(rig.text(), fresh.text(), `event ${place}`)
  }
})

test('b sets breakpoints by number or filter, c and C go there', (t) => {
  const rig = s02()
  t.regex(rig.press('c').text(), /there are no breakpoints/)
  rig.press('b').type('4').press('enter')
  t.regex(rig.text(), /breakpoint: timeout/)
  t.is(rig.press('c').stage.position, 17)
  rig.press('b').type('seq == 6 && event == deliver').press('enter')
  t.regex(rig.text(120), /deliver; c goes/)
  rig.press('b').type('event == receive && seq == 6').press('enter', 'home')
  t.deepEqual(
    [1, 2, 3].map(() => rig.press('c').stage.position),
    [14, 17, 21]
  )
  t.is(rig.press('C').stage.position, 17)
  t.regex(rig.text(), /2 breakpoints|3 breakpoints|breakpoint: timeout/)
  rig.press('b').type('4').press('enter')
  t.regex(rig.text(), /no breakpoint any more: timeout/)
  rig.press('b').type('bsae > 3').press('enter')
  t.regex(rig.text(120), /did you mean base|there is no field/)
})

test('space plays at a constant pace, < and > change it, breakpoints stop it', (t) => {
  const rig = s02()
  rig.stage.tick()
  t.is(rig.stage.position, 0)
  rig.press('space')
  t.true(rig.stage.walk.isPlaying)
  t.is(rig.stage.walk.pace, 1000)
  t.is(rig.press('>').stage.walk.pace, 500)
  t.is(rig.press('<', '<').stage.walk.pace, 2000)
  t.regex(rig.text(120), /PLAYING, 2 s/)
  rig.stage.tick()
  rig.stage.tick()
  t.is(rig.stage.position, 2)
  t.false(rig.press('space').stage.walk.isPlaying)
  rig.press('b').type('3').press('enter', 'space')
  for (let i = 0; i < 40; i++) rig.stage.tick()
  t.is(rig.stage.position, 3)
  rig.press('space')
  for (let i = 0; i < 40; i++) rig.stage.tick()
  t.is(rig.stage.position, 25)
  t.false(rig.stage.walk.isPlaying)
})

test('f changes a fate, and the run branches; u returns; both are kept', (t) => {
  const rig = s02()
  rig.press('f')
  t.regex(rig.text(), /nothing is in flight now/)
  rig.press('g').type('5').press('enter', 'f')
  t.is(rig.stage.mode, 'fate')
  t.regex(rig.text(), /▸ ack 1/)
  rig.press('up', 'up', 'up', 'x')
  t.is(rig.stage.mode, 'stepping')
  t.is(rig.stage.position, 5)
  t.is(rig.stage.branches.all.length, 2)
  t.regex(rig.text(120), /branch 1: data 2, sent at 0 ms, is lost/)
  t.is(rig.press('n').stage.position > 5, true)
  const there = rig.text()
  rig.press('u')
  t.true(rig.stage.branches.isOnTrunk)
  t.is(rig.stage.position, 5)
  rig.press('B', 'down', 'enter')
  t.is(rig.text(), there)
  rig.press('w').press('enter')
  t.regex(replayCommand(rig.saved[0]?.config ?? bookConfig('')), /--fates 'data: \.xx'/)
  rig.press('B', 'x', 'escape')
  t.is(rig.stage.branches.all.length, 1)
})

test('a lost segment can be delivered, and one can be made late', (t) => {
  const rig = s02().press('l', 'f', 'd')
  const { run } = rig.stage.branches.current.scene
  t.is(run.outcome.segments.retransmitted, 0)
  rig.press('u', 'f', 'l', 'ctrl+u').type('soon').press('enter')
  t.regex(rig.text(), /later by/)
  rig.press('ctrl+u').type('60ms').press('enter')
  const late = rig.stage.branches.current
  t.regex(late.about, /data 3, sent at 0 ms, is late by 60ms/)
  t.true(late.scene.run.events.some(({ event, delay }) => event === 'delay' && delay === 60_000))
})

test('a fate that changes the past is told', (t) => {
  const rig = bookRig('data: (+300ms)', { protocol: gbn, messages: 2 })
  // Data 1 is still on its way when 60 ms are over.
  rig.press('g').type('60ms').press('enter', 'f', 'home', 'up', 'up', 'up', 'd')
  t.regex(rig.text(140), /it parts already at event 3/)
  t.is(rig.stage.position, 2)
})

test('branches are bounded', (t) => {
  const rig = s02().press('right')
  for (let i = 0; i < 30; i++) rig.press('f', i % 2 === 0 ? 'x' : 'd')
  t.is(rig.stage.branches.all.length, 20)
  t.regex(rig.text(120), /19 branches are kept/)
})

test('w asks for a name, and says what is wrong with it', (t) => {
  const rig = s02().press('w')
  t.regex(rig.text(), /write as: step-1/)
  rig.press('ctrl+u').type('taken').press('enter')
  t.regex(rig.text(), /taken is there already/)
  rig.press('ctrl+u').type('mine').press('enter')
  t.regex(rig.text(), /written: mine/)
})

test('predictions ask before each event, keep the score, and explain', (t) => {
  const rig = bookRig('data: ..x', { protocol: gbn, messages: 6 }, { isPredicted: true })
  rig.press('right')
  t.is(rig.stage.mode, 'asked')
  t.is(rig.stage.position, 0)
  t.regex(rig.text(), /\? The sender’s timer does not run\. What becomes of it\?/)
  rig.press('z')
  t.is(rig.stage.position, 0)
  rig.press('r')
  t.is(rig.stage.position, 1)
  t.regex(rig.text(), /Right\. The sender’s timer does not run/)
  t.regex(rig.text(), /predicted 1\/1/)
  rig.press('right').type('7').press('enter')
  t.regex(rig.text(), /Wrong\. Which number does the new data segment carry\? 2/)
  rig.press('right', 'tab')
  t.like(rig.stage.predictions?.score, { asked: 3, right: 1, wrong: 1, skipped: 1 })
  t.is(rig.press('left', 'right').stage.position, 3)
  t.is(rig.stage.mode, 'stepping')
  t.is(rig.press('right', 'escape').stage.position, 3)
  t.is(rig.press('right').stage.mode, 'asked')
})

test('while a question waits, nothing of its answer is on the screen', (t) => {
  const rig = bookRig('data: ..x', { protocol: gbn, messages: 6 }, { isPredicted: true })
  rig.press('g').type('16').press('enter')
  const before = rig.text().split('\n')
  rig.press('right')
  const asked = rig.text().split('\n')
  t.deepEqual(asked.slice(1, 10), before.slice(1, 10))
  t.notRegex(asked.join('\n'), /data 3–6|×2/)
})

test('what a machine throws is shown at the step in which it threw', (t) => {
  const createReceiver: typeof gbn.createReceiver = () => ({
    rdtRcv: () => {
      throw new Error('expectedseqnum is not defined')
    }
  })
  const rig = bookRig('', { protocol: { ...gbn, createReceiver }, messages: 6 })
  rig.press('end')
  t.regex(rig.text(), /my-gbn\.ts:12 throws: expectedseqnum is not defined/)
  t.notRegex(rig.press('left').text(), /throws/)
})

test('the word retransmitted is there at every size, and the keys of the help do something', (t) => {
  const rig = s02().press('n')
  for (const [width, height] of [
    [40, 12],
    [80, 24],
    [120, 40],
    [200, 50]
  ] as const) {
    t.regex(rig.text(width, height), /retransmitted/, `${width}×${height}`)
  }
  rig.press('?')
  const help = rig.text(200, 100)
  for (const { about = '' } of STEP_KEYS) t.true(help.includes(about.slice(0, 30)), about)
  t.notRegex(rig.press('x').text(), /all keys and commands/)
  t.deepEqual(rig.press('q', 'ctrl+c').orders, ['quit', 'interrupt'])
})

test('the pictures of the book fit on 80 columns, and know all bubbles of their machines', (t) => {
  for (const [name, figures] of Object.entries(FIGURES)) {
    for (const figure of figures) {
      t.true(fsmWidth(figure) <= 78, `${name}: ${fsmWidth(figure)}`)
      const drawn = figure.picture.join('')
      for (const id of [...Object.keys(figure.bubbles), ...Object.keys(figure.arrows)]) {
        t.is(drawn.split(`{${id}:`).length, 2, `${name} ${id}`)
      }
    }
  }
})

test('every step of the book’s machines goes along an arrow of the picture', (t) => {
  for (const protocol of PROTOCOLS.filter(({ name }) => name in FIGURES)) {
    for (let i = 0; i < 20; i++) {
      const rig = new StepRig({
        ...randomRun(`fsm-${i}`, [protocol]),
        messages: 12,
        // In fragments, an ACK and the next piece are one step.
        size: 20,
        mss: 1000,
        handshake: false
      })
      const { scene } = rig.stage.branches.current
      for (let step = 1; step <= Math.min(scene.length, 80); step++) {
        rig.press('right')
        const text = rig.text()
        if (scene.readingAt(step)?.step.input.at === 'channel') continue
        t.regex(text, /▸━|▸◀|▸↺|▸▼|▸▲/, `${replayCommand(scene.run.config)}\n${text}`)
      }
    }
  }
})

test('a student’s machine with the book’s bubbles has its picture, and one with others has none', (t) => {
  const mine = { ...rdt30, name: 'my-abp' }
  t.is(
    fsmOf(recordSteps(bookConfig('data: x', { protocol: mine })))?.sender,
    FIGURES['rdt3.0']?.[0]
  )
  t.is(fsmOf(recordSteps(bookConfig('', { protocol: gbn }))), undefined)
})

test('whatever is pressed, nothing throws, and a pane of any size keeps to itself', (t) => {
  const signs = [...'nNlLgbcCfuBw?xd2q<>kj1234 3-6.=']
  const chords = ['right', 'left', 'enter', 'escape', 'tab', 'home', 'end', 'up', 'down', 'pageup']
  for (let i = 0; i < 25; i++) {
    const seed = `robot-${i}`
    const dice = new Dice(seed, 'keys')
    const isPredicted = dice.isLucky(0.4)
    const rig = new StepRig(randomRun(seed), { isPredicted, isBig: dice.isLucky(0.2) })
    const pressed: string[] = []
    for (let k = 0; k < 150; k++) {
      const key = dice.isLucky(0.5) ? dice.pick(chords) : dice.pick(signs)
      pressed.push(key)
      t.notThrows(() => rig.press(key === ' ' ? 'space' : key), `${seed}: ${pressed.join(' ')}`)
      if (dice.isLucky(0.2)) rig.stage.tick()
      if (k % 10 !== 0) continue
      const [width, height] = [dice.between(0, 130), dice.between(0, 45)]
      const sheet = Surface.empty(width + 2, height + 2)
      for (let y = 0; y < height + 2; y++) sheet.put(0, y, '#'.repeat(width + 2))
      sheet.part(1, 1, width, height).clear()
      t.notThrows(
        () => rig.stage.draw(sheet.part(1, 1, width, height)),
        `${seed}: ${pressed.join(' ')}`
      )
      for (let y = 0; y < height + 2; y++) {
        t.is(
          (sheet.cellAt(0, y)?.text ?? '') + (sheet.cellAt(width + 1, y)?.text ?? ''),
          '##',
          seed
        )
      }
    }
  }
})
