import test from 'ava'
import { formatAddress } from '../../src/kernel/datagram-socket.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { ANYWHERE, until } from './udp-rig.js'

test('what one socket sends another receives, with its sender’s address', async (t) => {
  const heard: string[] = []
  const b = await openSocket(ANYWHERE, (bytes, from) =>
    heard.push(`${Buffer.from(bytes)} ${formatAddress(from)}`)
  )
  const a = await openSocket(ANYWHERE, () => {})
  a.send(Buffer.from('hello'), b.local)
  a.send(new Uint8Array(0), b.local)
  await until(() => heard.length === 2)
  const sender = formatAddress(a.local)
  t.deepEqual(heard, [`hello ${sender}`, ` ${sender}`])
  await Promise.all([a.close(), b.close()])
})

test('a free port is taken where none is asked for, and it is told', async (t) => {
  const socket = await openSocket(ANYWHERE, () => {})
  t.is(socket.local.address, '127.0.0.1')
  t.true(socket.local.port > 0)
  await socket.close()
})

test('a port in use is refused with the mend', async (t) => {
  const first = await openSocket(ANYWHERE, () => {})
  const { port } = first.local
  const error = await t.throwsAsync(
    openSocket(first.local, () => {}),
    { instanceOf: BadInput }
  )
  t.is(
    error?.message,
    `port ${port} is in use on 127.0.0.1: stop the program that has it, or choose another with --port`
  )
  await first.close()
})

test('an address of another machine is refused with the mend', async (t) => {
  await t.throwsAsync(
    openSocket({ address: '192.0.2.1', port: 0 }, () => {}),
    {
      instanceOf: BadInput,
      message: /^192\.0\.2\.1:0 is not an address of this machine: use --host/
    }
  )
})

/** @returns false where the port was not free */
async function takesAgain(times: number): Promise<boolean> {
  const first = await openSocket(ANYWHERE, () => {})
  const { local } = first
  for (let i = 0; i < times; i++) {
    const again = i === 0 ? first : await openSocket(local, () => {}).catch(() => undefined)
    if (again === undefined) return false
    await Promise.all([again.close(), again.close()])
    await again.close()
  }
  return true
}

test('a port is free the moment its socket is closed, and closing twice is no error', async (t) => {
  // Another program may be given this very port meanwhile; hardly three times running.
  t.true((await takesAgain(20)) || (await takesAgain(20)) || (await takesAgain(20)))
})

test('a last word before the close still goes out', async (t) => {
  const heard: string[] = []
  const listener = await openSocket(ANYWHERE, (bytes) => heard.push(`${Buffer.from(bytes)}`))
  for (let i = 0; i < 20; i++) {
    const socket = await openSocket(ANYWHERE, () => {})
    socket.send(Buffer.from(`bye ${i}`), listener.local)
    await Promise.all([socket.close(), socket.close()])
  }
  await until(() => heard.length === 20)
  t.deepEqual(heard.sort(), Array.from({ length: 20 }, (_, i) => `bye ${i}`).sort())
  await listener.close()
})

test('sending after the close, or to nobody, is silent', async (t) => {
  const gone = await openSocket(ANYWHERE, () => {})
  await gone.close()
  const heard: string[] = []
  const socket = await openSocket(ANYWHERE, (bytes) => heard.push(`${Buffer.from(bytes)}`))
  // The system tells of an unreachable port; that must not close us.
  for (let i = 0; i < 5; i++) socket.send(Buffer.from('anybody?'), gone.local)
  gone.send(Buffer.from('too late'), socket.local)
  const other = await openSocket(ANYWHERE, () => {})
  other.send(Buffer.from('still here'), socket.local)
  await until(() => heard.length > 0)
  t.deepEqual(heard, ['still here'])
  await Promise.all([socket.close(), other.close()])
})

test('IPv6 works where there is any', async (t) => {
  try {
    const socket = await openSocket({ address: '::1', port: 0 }, () => {})
    t.regex(formatAddress(socket.local), /^\[::1\]:\d+$/)
    await socket.close()
  } catch (error) {
    t.log('no IPv6 on this machine')
    t.true(error instanceof Error)
  }
})
