/** Versions that a request may be of. Source: OData 4.01, part 1, 8.1.5 (OData-Version). */
export const odataVersions = ['4.0', '4.01'] as const
export type ODataVersion = (typeof odataVersions)[number]

const written = /^(\d{1,3})(?:\.(\d{1,3}))?$/

/** As one number to compare by; undefined for what is no version. `4` is `4.0`. */
export function versionNumberOf(text: string): number | undefined {
  const found = written.exec(text.trim())
  if (found === null) return undefined
  // 4.01 follows 4.0 and stands before 4.1, as a fraction does.
  return Number(`${found[1]}.${found[2] ?? '0'}`)
}

/** Which rules a version follows: those of 4.01 from that on. */
export function rulesOf(version: string): ODataVersion {
  return (versionNumberOf(version) ?? 4) >= 4.01 ? '4.01' : '4.0'
}
