import { request } from 'node:http'
import test, { type ExecutionContext } from 'ava'
import { startControl } from '../../lossy-channel/control.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { ProxyRig, until } from './proxy-rig.js'

async function start(t: ExecutionContext) {
  const rig = await ProxyRig.start(t)
  const control = await startControl(rig.proxy, 0)
  t.teardown(() => control.close())
  return { rig, control }
}

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into whatever JSON there is
  readonly body: any
}

/** node:http, as fetch would not let us lie about the host. */
function ask(
  port: number,
  method: string,
  path: string,
  text?: string,
  headers: Record<string, string> = {}
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = text === undefined ? {} : { 'content-type': 'application/json' }
    const asked = request(
      { host: '127.0.0.1', port, method, path, headers: { ...type, ...headers } },
      (response) => {
        let answer = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => {
          answer += chunk
        })
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: answer ? JSON.parse(answer) : undefined
          })
        )
      }
    )
    asked.on('error', reject)
    asked.end(text)
  })
}

test('it tells the weather in words, and the counts', async (t) => {
  const { rig, control } = await start(t)
  const client = await rig.client()
  client.say('hello')
  await until(() => client.heard.length === 1)
  const { status, body } = await ask(control.port, 'GET', '/')
  t.is(status, 200)
  t.is(body.up.weather, 'perfect')
  t.is(body.up.counts.carried, 1)
  t.is(body.flows[0].flow, 'flow-1')
  t.is(body.seed, 'test')
})

test('it changes the weather: both ways first, then each', async (t) => {
  const { rig, control } = await start(t)
  const text = JSON.stringify({ both: 'loss 30%', up: 'delay 50ms', down: 'loss 0%' })
  const { status, body } = await ask(control.port, 'POST', '/weather', text)
  t.is(status, 200)
  t.is(body.up.weather, 'loss 30% delay 50ms')
  t.is(body.down.weather, 'perfect')
  t.is(rig.proxy.weather.up.delay, 50_000)
})

test('it cuts and heals, holds and releases', async (t) => {
  const { rig, control } = await start(t)
  await ask(control.port, 'POST', '/partition', '{"direction":"up"}')
  t.deepEqual(rig.proxy.isCut, { up: true, down: false })
  await ask(control.port, 'POST', '/heal', '{}')
  t.deepEqual(rig.proxy.isCut, { up: false, down: false })
  await ask(control.port, 'POST', '/hold', '')
  t.deepEqual(rig.proxy.isHeld, { up: true, down: true })
  await ask(control.port, 'POST', '/release', '{"direction":"both"}')
  t.deepEqual(rig.proxy.isHeld, { up: false, down: false })
})

for (const [name, method, path, text, headers, status, message] of [
  ['a wrong word', 'POST', '/weather', '{"both":"los 5%"}', {}, 400, /did you mean loss/],
  ['a number for words', 'POST', '/weather', '{"both":5}', {}, 400, /^both: /],
  ['an unknown key', 'POST', '/weather', '{"bth":"loss 5%"}', {}, 400, /bth/],
  ['no JSON', 'POST', '/weather', 'loss=5', {}, 400, /not JSON/],
  ['an array', 'POST', '/weather', '[1]', {}, 400, /./],
  ['a wrong direction', 'POST', '/partition', '{"direction":"left"}', {}, 400, /direction/],
  ['an unknown path', 'POST', '/wether', '{}', {}, 404, /\/weather/],
  ['a path of the prototype', 'POST', '/constructor', '{}', {}, 404, /./],
  ['a page that is not there', 'GET', '/index.html', undefined, {}, 404, /./],
  ['another method', 'DELETE', '/', undefined, {}, 405, /./],
  [
    'a form, as a foreign page may send',
    'POST',
    '/heal',
    'x=1',
    { 'content-type': 'text/plain' },
    415,
    /application\/json/
  ],
  [
    'a name that a foreign page has bound to us',
    'GET',
    '/',
    undefined,
    { host: 'evil.example' },
    403,
    /127\.0\.0\.1/
  ],
  ['a body without end', 'POST', '/weather', ' '.repeat(200_000), {}, 413, /longer/]
] as const) {
  test(`${name} is refused, in JSON`, async (t) => {
    const { rig, control } = await start(t)
    const answer = await ask(control.port, method, path, text, headers)
    t.is(answer.status, status)
    t.regex(answer.body.error, message)
    t.is(rig.proxy.weather.up.loss.kind, 'random')
    t.is((await ask(control.port, 'GET', '/')).status, 200, 'and it goes on answering')
  })
}

test('localhost and a port are this host, too', async (t) => {
  const { control } = await start(t)
  for (const host of [`localhost:${control.port}`, '[::1]:1', 'LOCALHOST']) {
    t.is((await ask(control.port, 'GET', '/', undefined, { host })).status, 200)
  }
})

test('a port in use is refused with the mend', async (t) => {
  const { rig, control } = await start(t)
  await t.throwsAsync(startControl(rig.proxy, control.port), {
    instanceOf: BadInput,
    message: `--control: port ${control.port} is in use; choose another`
  })
})
