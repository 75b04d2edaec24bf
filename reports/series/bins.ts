import type { Manifest } from '../store/manifest.ts'

/** A picture of a week has no more columns than one of a minute. */
const binsMax = 120

/** Whole seconds that one column of a picture over time stands for. */
export function binSecondsOf({
  loadStartUs,
  loadEndUs,
}: Pick<Manifest, 'loadStartUs' | 'loadEndUs'>): number {
  return Math.max(1, Math.ceil((loadEndUs - loadStartUs) / 1e6 / binsMax))
}

/** SQL for the second of the load at which the column of an instant begins. */
export function binSql(
  manifest: Pick<Manifest, 'loadStartUs' | 'loadEndUs'>,
  atUs: string,
): string {
  const widthS = binSecondsOf(manifest)
  return `(floor((${atUs} - ${manifest.loadStartUs}) / ${widthS * 1e6}) * ${widthS})`
}

/** SQL that is true for instants of the load itself: not of its warm-up, nor of what came after. */
export function duringSql(
  manifest: Pick<Manifest, 'loadStartUs' | 'loadEndUs'>,
  atUs: string,
): string {
  return `${atUs} BETWEEN ${manifest.loadStartUs} AND ${manifest.loadEndUs - 1}`
}
