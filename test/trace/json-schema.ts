/** As much of JSON Schema as the published schema of a trace uses; any other word is refused. */

type Schema = Readonly<Record<string, unknown>>

/** What is wrong with `value` by `schema`; undefined where nothing is. */
export function problemBy(schema: Schema, value: unknown, path = '$'): string | undefined {
  for (const [word, rule] of Object.entries(schema)) {
    const check = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined
    if (check === undefined) throw new Error(`the schema says '${word}', which nobody checks`)
    const problem = check(rule, value, path, schema)
    if (problem !== undefined) return problem
  }
  return undefined
}

type Check = (rule: unknown, value: unknown, path: string, schema: Schema) => string | undefined

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const WORDS: Readonly<Record<string, Check>> = {
  type: (type, value, path) => (hasType(type, value) ? undefined : `${path} is not ${type}`),
  const: (only, value, path) => (value === only ? undefined : `${path} is not ${only}`),
  enum: (known, value, path) =>
    (known as unknown[]).includes(value) ? undefined : `${path} is none of the known words`,
  minimum: (least, value, path) =>
    typeof value !== 'number' || value >= (least as number) ? undefined : `${path} is too small`,
  maximum: (most, value, path) =>
    typeof value !== 'number' || value <= (most as number) ? undefined : `${path} is too large`,
  maxLength: (most, value, path) =>
    typeof value !== 'string' || [...value].length <= (most as number)
      ? undefined
      : `${path} is too long`,
  required: (keys, value, path) => {
    const missing = (keys as string[]).find((key) => isObject(value) && !Object.hasOwn(value, key))
    return missing === undefined ? undefined : `${path}.${missing} is missing`
  },
  properties: (rules, value, path) =>
    first(Object.entries(rules as Record<string, Schema>), ([key, rule]) =>
      isObject(value) && Object.hasOwn(value, key)
        ? problemBy(rule, value[key], `${path}.${key}`)
        : undefined
    ),
  additionalProperties: (rule, value, path, { properties = {} }) =>
    first(isObject(value) ? Object.keys(value) : [], (key) => {
      if (Object.hasOwn(properties as object, key)) return undefined
      if (rule === false) return `${path}.${key} is not known`
      return problemBy(rule as Schema, (value as Record<string, unknown>)[key], `${path}.${key}`)
    }),
  propertyNames: (rule, value, path) =>
    first(isObject(value) ? Object.keys(value) : [], (key) =>
      problemBy(rule as Schema, key, `the name of ${path}.${key}`)
    ),
  items: (rule, value, path) =>
    first(Array.isArray(value) ? [...value.entries()] : [], ([i, item]) =>
      problemBy(rule as Schema, item, `${path}[${i}]`)
    ),
  anyOf: (rules, value, path) =>
    (rules as Schema[]).some((rule) => problemBy(rule, value, path) === undefined)
      ? undefined
      : `${path} is nothing that it may be`
}

function hasType(type: unknown, value: unknown): boolean {
  if (type === 'object') return isObject(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'string' || type === 'number') return typeof value === type
  throw new Error(`the schema asks for type '${type}', which nobody checks`)
}

function first<T>(items: readonly T[], check: (item: T) => string | undefined) {
  for (const item of items) {
    const problem = check(item)
    if (problem !== undefined) return problem
  }
  return undefined
}
