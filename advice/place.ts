import { relative, resolve } from 'node:path'
import { placeOf } from '../gateway/policy/xml/place.ts'
import type { PolicyDocument } from '../ledger/revision.ts'

/** Where a finding stands, as a person and as a program would look for it. */
export type Place = {
  /** Relative to the working directory when it lies within; absent: no file, `--set` say. */
  readonly file?: string
  /** Both from 1. */
  readonly line?: number
  readonly column?: number
  /** Of a scenario or an information file: `topology.regions.westeurope.units`. */
  readonly field?: string
  /** The line as it is written: what tells a finding from others when lines move. */
  readonly text?: string
}

/** `file:line:column field`, as far as it is known. */
export function textOfPlace({ file, line, column, field }: Place): string {
  const numbers = [line, column].filter((number) => number !== undefined)
  const inFile = file === undefined ? [] : [[file, ...numbers].join(':')]
  return [...inFile, ...(field === undefined ? [] : [field])].join(' ')
}

/** Of an offset in a policy document, whose file is relative to `folder`. */
export function placeInDocument(document: PolicyDocument, offset: number, folder: string): Place {
  const [, line = '1', column = '1'] = /:(\d+):(\d+)$/.exec(placeOf(document, offset)) ?? []
  return placeInText(document.xml, {
    file: shownFile(folder, document.file),
    line: Number(line),
    column: Number(column),
  })
}

/** A place with the text of its line. */
export function placeInText(text: string, place: Place & { readonly line: number }): Place {
  return { ...place, text: (text.split('\n')[place.line - 1] ?? '').trim() }
}

/** Relative to the working directory when it lies within, with `/` between the names. */
export function shownFile(folder: string, file: string): string {
  const path = relative('', resolve(folder, file))
  return (path.startsWith('..') ? resolve(folder, file) : path).replaceAll('\\', '/')
}
