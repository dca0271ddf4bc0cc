/**
 * Closes the way out of the realm of a submission: every function of ours that it is given has a
 * `constructor` that makes functions of texts, and those would run among ours.
 */

const AsyncFunction = (async () => {}).constructor
const GeneratorFunction = function* () {}.constructor
const AsyncGeneratorFunction = async function* () {}.constructor

/** For a thread that judges submissions, once all that it needs has been loaded. */
export function lockRealm(): void {
  for (const made of [Function, AsyncFunction, GeneratorFunction, AsyncGeneratorFunction]) {
    Object.defineProperty(made.prototype, 'constructor', { value: refuse, writable: false })
  }
}

function refuse(): never {
  throw new Error('a function of a text is not made here: write the function down')
}
