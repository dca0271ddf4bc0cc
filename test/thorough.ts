/**
 * How much of what could be tried is tried: `npm test` takes a part that says as much in a small
 * share of the time, `npm run test:thorough` takes all of it.
 */
const isThorough = process.env['RDT_THOROUGH'] === '1'

export const thorough = <T>(part: T, all: T): T => (isThorough ? all : part)
