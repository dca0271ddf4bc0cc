/**
 * From a plan that fails to the fewest of its steps that still fail, in the manner of delta
 * debugging (Zeller and Hildebrandt, 2002): halves are left out, then quarters, … then single
 * steps.
 */

/** So many tries are made at most; what is found by then is the answer. */
const MOST_TRIES = 400

/** @param fails whether it still fails with nothing but these steps */
export function leastSteps(
  steps: readonly number[],
  fails: (steps: readonly number[]) => boolean
): readonly number[] {
  let least = steps
  let tries = 0
  const isEnough = (some: readonly number[]): boolean => {
    if (tries++ >= MOST_TRIES || !fails(some)) return false
    least = some
    return true
  }
  if (isEnough([])) return least
  for (
    let size = Math.ceil(least.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < least.length; ) {
      if (!isEnough([...least.slice(0, at), ...least.slice(at + size)])) at += size
    }
  }
  return least
}
