/**
 * Upper and lower case as .NET has it: letter by letter. One that JavaScript turns into several
 * (`ß` into `SS`) stays as it is.
 */
export function upperCase(text: string): string {
  const upper = text.toUpperCase()
  return upper.length === text.length ? upper : byLetter(text, (letter) => letter.toUpperCase())
}

export function lowerCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : byLetter(text, (letter) => letter.toLowerCase())
}

function byLetter(text: string, turn: (letter: string) => string): string {
  return Array.from(text, (letter) => {
    const turned = turn(letter)
    return turned.length === letter.length ? turned : letter
  }).join('')
}
