import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

type Decode = (bytes: Buffer, options: { maxOutputLength: number }) => Buffer

const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
])

/**
 * A body without its compression, or how large it is at least when it is larger than it may be:
 * of a compressed one never more is made. Undefined when it is not what its encoding says.
 */
export function decodedBody(
  bytes: Buffer,
  encoding: string | undefined,
  bytesMax: number,
): Buffer | { readonly bytesMin: number } | undefined {
  const decode = decoders.get(encoding?.trim().toLowerCase() ?? '')
  if (decode === undefined) return bytes.length > bytesMax ? { bytesMin: bytes.length } : bytes
  try {
    return decode(bytes, { maxOutputLength: bytesMax })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ERR_BUFFER_TOO_LARGE' ? { bytesMin: bytesMax + 1 } : undefined
  }
}
