/** Golden frames of the stepper: each protocol at a telling moment, in each layout. */
import test from 'ava'
import { gbn } from '../../../src/rdt/gbn.js'
import { rdt20 } from '../../../src/rdt/rdt2.0.js'
import { rdt21 } from '../../../src/rdt/rdt2.1.js'
import { rdt22 } from '../../../src/rdt/rdt2.2.js'
import { rdt30 } from '../../../src/rdt/rdt3.0.js'
import { sr } from '../../../src/rdt/sr.js'
import { golden, inStyles } from './golden-frame.js'
import { bookRig, type StepRig } from './step-rig.js'

/** At step `position`. */
const at = (rig: StepRig, position: number): StepRig =>
  rig.press('g').type(`${position}`).press('enter')

test('S02: Go-Back-N loses the third data segment', (t) => {
  const rig = bookRig('data: ..x', { protocol: gbn, messages: 6 })
  golden(t, 'step-gbn', [
    ['before anything', rig.paper()],
    ['data 3 is lost', rig.press('l').paper()],
    ['data 4 comes out of order', at(rig, 7).paper()],
    ['timeout', rig.press('n').paper()],
    ['timeout, wide', rig.paper(120, 40)],
    ['timeout, very wide', rig.paper(200, 50)],
    ['the end', rig.press('end', 'right').paper()]
  ])
})

test('Selective Repeat buffers what comes out of order', (t) => {
  const rig = bookRig('data: ..x', { protocol: sr, messages: 6 })
  golden(t, 'step-sr', [
    ['two are buffered', at(rig, 15).paper()],
    ['the gap is filled', at(rig, 16).paper()],
    ['wide', rig.paper(120, 40)]
  ])
})

test('the bubbles of the book, and the arrow just taken', (t) => {
  const early = bookRig('data: .c', { protocol: rdt20, messages: 3 })
  const numbered = bookRig('data: .c  ack: c', { protocol: rdt21, messages: 3 })
  const without = bookRig('data: .c  ack: c', { protocol: rdt22, messages: 3 })
  const alternating = bookRig('data: .x  ack: c', { protocol: rdt30, messages: 3 })
  golden(t, 'step-fsm', [
    ['rdt2.0: the receiver sends a NAK', at(early, 5).paper()],
    ['rdt2.0: the NAK arrives', early.press('right').paper()],
    ['rdt2.1: a garbled ACK', at(numbered, 3).paper()],
    ['rdt2.2: the next ACK', at(without, 5).paper()],
    ['rdt3.0: rdtSend', at(alternating, 1).paper()],
    ['rdt3.0: timeout', alternating.press('n').paper()],
    ['rdt3.0: a duplicate', at(alternating, 6).paper()],
    ['rdt3.0, very wide', alternating.paper(200, 50)],
    ['rdt3.0, narrow', alternating.paper(60, 20)]
  ])
})

test('another fate makes a branch', (t) => {
  const rig = at(bookRig('data: ..x', { protocol: gbn, messages: 6 }), 5)
  golden(t, 'step-branch', [
    ['choosing', rig.press('f', 'up').paper()],
    ['data 2 is lost as well', rig.press('x').paper()],
    ['the list', rig.press('B').paper()],
    ['back on the trunk', rig.press('escape', 'u').paper()],
    ['written', rig.press('w', 'enter').paper()]
  ])
})

test('questions, answers and the score', (t) => {
  const rig = bookRig('data: ..x', { protocol: gbn, messages: 6 }, { isPredicted: true })
  const asked = at(rig, 16).press('right')
  golden(t, 'step-predict', [
    ['asked', asked.paper()],
    ['no answer', asked.type('what').press('enter').paper()],
    ['right', asked.press('ctrl+u').type('3-6').press('enter').paper()],
    ['another', asked.press('right').paper()],
    ['wrong', asked.type('nak').press('enter').paper()],
    ['a choice, wider', asked.press('right').paper(120, 40)]
  ])
})

test('large print', (t) => {
  const rig = bookRig('data: ..x', { protocol: gbn, messages: 6 }, { isBig: true })
  golden(t, 'step-big', [
    ['80×24', rig.press('n').paper()],
    ['120×40', rig.paper(120, 40)],
    ['200×50', rig.paper(200, 50)]
  ])
})

test('the stepper: what is drawn in which style, and how that looks, dark and light', (t) => {
  const rig = bookRig('data: ..x', { protocol: gbn, messages: 6 })
  rig.press('l', 'n')
  golden(t, 'step-styles', inStyles(rig.paper(80, 24)))
})
