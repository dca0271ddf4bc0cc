import { readFileSync } from 'node:fs'
import test from 'ava'
import { EVENTS, eventSchema, headerSchema } from '../../src/trace/event.js'
import { publishedSchema } from '../../src/trace/published-schema.js'
import { EVENT_SCHEMA, HEADER_SCHEMA } from './trace-check.js'

test('the file that is published is the one that the definition makes', (t) => {
  const file = readFileSync(new URL('../../trace.schema.json', import.meta.url), 'utf8')
  t.is(file, `${JSON.stringify(publishedSchema, null, 2)}\n`)
})

test('it names every key and every event', (t) => {
  const keys = (schema: object): string[] =>
    Object.keys((schema as { properties: object }).properties).sort()
  t.deepEqual(keys(EVENT_SCHEMA), Object.keys(eventSchema.entries).sort())
  t.deepEqual(keys(HEADER_SCHEMA), Object.keys(headerSchema.entries).sort())
  const { event } = EVENT_SCHEMA['properties'] as { event: { enum: string[] } }
  t.deepEqual(event.enum, [...EVENTS])
})

test('only its root names a draft', (t) => {
  t.is(JSON.stringify(publishedSchema).match(/"\$schema"/g)?.length, 1)
})
