/** A place in a scenario: names of fields and positions in lists. */
export type FieldPath = readonly (string | number)[]

/** `faults[0].zone`. Names that hold a dot, a bracket or a quote are quoted: `hosts["a.b"]`. */
export function textOfPath(path: FieldPath): string {
  return path.map((part, index) => textOfPart(part, index === 0)).join('')
}

function textOfPart(part: string | number, isFirst: boolean): string {
  if (typeof part === 'number') return `[${part}]`
  if (!/^[^\s.[\]"=]+$/.test(part)) return `[${JSON.stringify(part)}]`
  return isFirst ? part : `.${part}`
}

/** The path that `textOfPath` writes as `text`, or undefined when it is none. */
export function pathOfText(text: string): FieldPath | undefined {
  const path: (string | number)[] = []
  let rest = text
  while (rest !== '') {
    const part = partPattern.exec(rest)
    if (part === null) return undefined
    const [whole, position, quoted, name] = part
    if (position !== undefined) path.push(Number(position))
    else if (quoted !== undefined) path.push(unquoted(quoted))
    else if (name !== undefined) path.push(name)
    rest = rest.slice(whole.length)
    if (rest.startsWith('.')) {
      rest = rest.slice(1)
      if (rest === '' || rest.startsWith('[')) return undefined
    } else if (rest !== '' && !rest.startsWith('[')) return undefined
  }
  return path.length === 0 ? undefined : path
}

const partPattern = /^(?:\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\]|([^\s.[\]"=]+))/

function unquoted(quoted: string): string {
  return String(JSON.parse(quoted))
}

/** True when `path` is `start` or lies within it. */
export function isWithin(path: FieldPath, start: FieldPath): boolean {
  return start.every((part, index) => path[index] === part)
}
