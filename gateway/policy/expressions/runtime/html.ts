import { parsedEntity } from './html-entities.ts'

const names: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** `WebUtility.HtmlEncode`. */
export function htmlEncoded(value: string): string {
  return value
    .replace(/[&<>"']/g, (letter) => names[letter] ?? letter)
    .replace(/[\u00a0-\u00ff]/g, (letter) => `&#${letter.charCodeAt(0)};`)
}

/** `WebUtility.HtmlDecode`; what is no reference stays. */
export function htmlDecoded(value: string): string {
  return value.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w+));/g,
    (written: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return parsedEntity(name) ?? written
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code <= 0x10ffff ? String.fromCodePoint(code) : written
    },
  )
}
