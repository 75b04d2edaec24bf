/**
 * Bodies of a simulated backend: what was asked, an id of its own, and padding up to `bodyBytes`.
 * The id differs for every call, so a cached answer is told from a fresh one.
 */
export function echoOf(
  backend: string,
  bodyBytes: number,
): (method: string, path: string, id: number) => string {
  const padding = 'x'.repeat(bodyBytes)
  const name = JSON.stringify(backend)
  return (method, path, id) => {
    const echo = `{"backend":${name},"id":${id},"method":"${method}","path":${JSON.stringify(path)}`
    const room = bodyBytes - echo.length - paddingFrameBytes
    return room > 0 ? `${echo},"padding":"${padding.slice(0, room)}"}` : `${echo}}`
  }
}

const paddingFrameBytes = ',"padding":""}'.length
