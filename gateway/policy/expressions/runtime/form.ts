/** `a=1&a=2&b=x+y` as names and their values. */
export function parsedForm(text: string): Map<string, string[]> {
  const form = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(text)) {
    const values = form.get(name)
    if (values === undefined) form.set(name, [value])
    else values.push(value)
  }
  return form
}
