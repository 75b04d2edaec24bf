import { type LineFilesOptions, lineFiles } from './line-files.ts'
import type { RequestLogSink } from './request-log.ts'

export type RequestLogFilesOptions = Omit<LineFilesOptions, 'folder'> & {
  /** Absent: nothing is logged, and nothing is done for it. */
  readonly folder: string | undefined
}

/**
 * Stands in for loggers: the rows of one are the lines of `requests-<logger>-<writer>.jsonl`. The sink
 * is undefined without a folder; throws when that cannot be made.
 */
export function requestLogFiles(
  options: RequestLogFilesOptions,
): Disposable & { readonly sink: RequestLogSink | undefined } {
  const { folder } = options
  if (folder === undefined) return { sink: undefined, [Symbol.dispose]: () => undefined }
  const files = lineFiles({ ...options, folder })
  return {
    sink: (loggerId, row) => files.append(`requests-${loggerId}`, `${JSON.stringify(row)}\n`),
    [Symbol.dispose]: () => files[Symbol.dispose](),
  }
}
