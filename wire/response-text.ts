/** What must not get into a head: it could end a line, and with it the head. Source: RFC 9110, section 5.5. */
const forbiddenInValue = /[^\t\x20-\x7e\x80-\xff]/
const tokenForm = /^[\w!#$%&'*+.^`|~-]+$/

/** A status line. Throws for what is no HTTP. */
export function statusLineOf(status: number, reason: string): string {
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    throw new RangeError(`${status} is no status of HTTP`)
  }
  if (forbiddenInValue.test(reason)) throw notHttp('reason', reason)
  return `HTTP/1.1 ${status} ${reason}\r\n`
}

/** A line of a head. Throws for what is no HTTP. */
export function headerLineOf(name: string, value: string): string {
  if (!tokenForm.test(name)) throw notHttp('header name', name)
  if (forbiddenInValue.test(value)) throw notHttp(`header ${name}`, value)
  return `${name}: ${value}\r\n`
}

function notHttp(what: string, value: string): TypeError {
  const shown = JSON.stringify(value.slice(0, 80))
  return new TypeError(`the ${what} ${shown} has characters that HTTP forbids`)
}

let dateSecond = Number.NaN
let dateLine = ''

/** A time of day as a line of a head; of whole seconds, so that it is made once for each. */
export function dateLineOf(unixMs: number): string {
  const second = Math.floor(unixMs / 1_000)
  if (second !== dateSecond) {
    dateSecond = second
    dateLine = `Date: ${new Date(second * 1_000).toUTCString()}\r\n`
  }
  return dateLine
}
