/** Properties that print on failure their seed, the smallest case, and the command that replays it. */
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'

const { FC_SEED, FC_PATH } = process.env

/** Fails `t` where `check` throws or answers false for some value that `arbitrary` makes. */
export function holds<T>(
  t: ExecutionContext,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => boolean | undefined,
  numRuns = 300
): void {
  const result = fc.check(
    fc.property(arbitrary, (value) => check(value) !== false),
    {
      numRuns,
      ...(FC_SEED !== undefined && { seed: Number(FC_SEED) }),
      ...(FC_PATH !== undefined && { path: FC_PATH })
    }
  )
  if (result.failed) {
    const file = fileURLToPath(test.meta.file).replace(/^.*(?=test\/)/, 'dist/')
    const replay = `FC_SEED=${result.seed} FC_PATH=${result.counterexamplePath}`
    t.log(`replay: npm run build && ${replay} npx ava ${file} --match ${JSON.stringify(t.title)}`)
    t.fail(
      `for ${fc.stringify(result.counterexample?.[0])}: ${String(result.errorInstance ?? 'false')}`
    )
  } else t.pass()
}
