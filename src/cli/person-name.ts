/** What people call themselves, as it may stand in a picture: cleaned, and not too long. */
import { cutTo } from '../dashboard/model/glyphs.js'
import { cleanText } from '../kernel/display.js'

const LONGEST = 24

/** Undefined for a name that nobody can see. */
export function personName(name: string | undefined): string | undefined {
  const cleaned = cutTo(cleanText(name ?? '').trim(), LONGEST)
  return cleaned === '' ? undefined : cleaned
}
