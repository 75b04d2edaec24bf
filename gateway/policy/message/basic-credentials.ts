import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import type { HeaderList } from '../../pipeline/headers.ts'
import type { PolicyLoad } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'

export const basicAttributes = z.strictObject({
  username: z.string().min(1),
  password: z.string(),
})

/** Compiles an `<authentication-basic>`, wherever it stands. Source: RFC 7617. */
export function compileBasicCredentials(
  element: XmlElement,
  { username, password }: z.output<typeof basicAttributes>,
  load: PolicyLoad,
): (exchange: Exchange, headers: HeaderList) => undefined {
  const usernameOf = load.text(username, element)
  const passwordOf = load.text(password, element)
  return (exchange, headers) => {
    const pair = Buffer.from(`${usernameOf(exchange)}:${passwordOf(exchange)}`)
    headers.set('Authorization', `Basic ${pair.toString('base64')}`)
    return undefined
  }
}
