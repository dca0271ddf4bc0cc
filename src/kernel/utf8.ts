/**
 * Text to bytes and back. `TextEncoder` and `TextDecoder` belong to every world
 * this code runs in, but to no ECMAScript library, so their types are given here.
 */
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> }
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean }
) => { decode(bytes: Uint8Array): string }

const encoder = new TextEncoder()
const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const encodeUtf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** Bytes that are not UTF-8 become U+FFFD. */
export const decodeUtf8 = (bytes: Uint8Array): string => lenient.decode(bytes)

/** Undefined where the bytes are not UTF-8. */
export function decodeUtf8Strictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}
