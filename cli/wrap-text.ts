/** A text as lines of at most so many characters; a longer word has a line of its own. */
export function wrapText(text: string, widthMax: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > widthMax) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
