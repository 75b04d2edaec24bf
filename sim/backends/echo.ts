/**
 * Bodies of a simulated backend: what was asked, an id of its own, and padding up to `bodyBytes`.
 * The id differs for every call, so a cached answer is told from a fresh one.
 */
export function echoOf(
  backend: string,
): (method: string, path: string, id: number, bodyBytes: number) => string {
  let padding = ''
  const name = JSON.stringify(backend)
  return (method, path, id, bodyBytes) => {
    const echo = `{"backend":${name},"id":${id},"method":"${method}","path":${JSON.stringify(path)}`
    const room = bodyBytes - echo.length - paddingFrameBytes
    if (room <= 0) return `${echo}}`
    if (padding.length < room) padding = 'x'.repeat(bodyBytes)
    return `${echo},"padding":"${padding.slice(0, room)}"}`
  }
}

const paddingFrameBytes = ',"padding":""}'.length
