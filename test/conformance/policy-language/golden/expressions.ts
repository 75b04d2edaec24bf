import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** `subject` is the file's name without `.txt`. */
export type GoldenExpression = { readonly subject: string; readonly source: string }

/** The lists beside this file: an expression a line, `#` begins a comment. */
export function expressionsIn(folder: string): GoldenExpression[] {
  const lists = join(folder, 'expressions')
  return readdirSync(lists)
    .toSorted()
    .flatMap((file) =>
      readFileSync(join(lists, file), 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('@'))
        .map((source) => ({ subject: basename(file, '.txt'), source })),
    )
}
