import test from 'ava'
import { ASK_EVERY } from '../../src/rdt/liveness.js'
import { PathProbe } from '../../src/rdt/path-probe.js'

/** A probe with dice that count, and the questions that it asks. */
function probing() {
  let rolls = 0
  const asked: string[] = []
  const dice = { roll: () => ++rolls }
  return { probe: new PathProbe(dice, (token, to) => asked.push(`${token} > ${to}`)), asked }
}

test('a new address is asked at once, and believed when it answers', (t) => {
  const { probe, asked } = probing()
  probe.suspect('hotel', 0)
  t.deepEqual(asked, ['1 > hotel'])
  t.true(probe.isProved(1, 'hotel'))
})

test('no other answer is believed, nor one from elsewhere, nor one before the question', (t) => {
  const { probe } = probing()
  t.false(probe.isProved(1, 'hotel'))
  probe.suspect('hotel', 0)
  t.false(probe.isProved(2, 'hotel'))
  t.false(probe.isProved(1, 'home'))
  t.true(probe.isProved(1, 'hotel'))
  t.false(probe.isProved(1, 'hotel'), 'an answer is good once')
})

test('one address is asked again after a while, not for every datagram', (t) => {
  const { probe, asked } = probing()
  probe.suspect('hotel', 0)
  probe.suspect('hotel', ASK_EVERY - 1)
  t.deepEqual(asked, ['1 > hotel'])
  probe.suspect('hotel', ASK_EVERY)
  t.deepEqual(asked, ['1 > hotel', '2 > hotel'])
  t.false(probe.isProved(1, 'hotel'), 'only the newest question counts')
  t.true(probe.isProved(2, 'hotel'))
})

test('another address is asked at once', (t) => {
  const { probe, asked } = probing()
  probe.suspect('hotel', 0)
  probe.suspect('train', 1)
  t.deepEqual(asked, ['1 > hotel', '2 > train'])
  t.false(probe.isProved(1, 'hotel'))
  t.true(probe.isProved(2, 'train'))
})
