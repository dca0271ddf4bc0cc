/**
 * The schema of a trace for other programs: JSON Schema, made from the definition that
 * checks every line here. The build writes it to dist/trace.schema.json.
 */
import { toJsonSchema } from '@valibot/to-json-schema'
import { eventSchema, headerSchema } from './event.js'

// safeInteger says no more than `integer` does, to a reader of JSON.
const options = { errorMode: 'ignore', typeMode: 'input', target: 'draft-2020-12' } as const

/** Without the draft, which only a root may name. */
function definition(schema: Parameters<typeof toJsonSchema>[0]): Record<string, unknown> {
  const { $schema: _, ...rest } = toJsonSchema(schema, options)
  return rest
}

export const publishedSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A trace of rdt-chat: NDJSON, a header line and then a line per event',
  $defs: {
    header: definition(headerSchema),
    event: definition(eventSchema)
  },
  anyOf: [{ $ref: '#/$defs/header' }, { $ref: '#/$defs/event' }]
}
