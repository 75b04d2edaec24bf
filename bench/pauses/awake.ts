import { closeSync, openSync, writeSync } from 'node:fs'

/**
 * Keeps the processors from sleeping until it is disposed of, or this process ends: waking one takes up to
 * 0.1 ms where a host has to be asked for it, as long as what is measured. Where the system does not allow it
 * nothing changes. Source: the kernel's PM quality of service, which cyclictest asks for in the same way.
 */
export function keepAwake(): Disposable {
  try {
    const latency = openSync('/dev/cpu_dma_latency', 'w')
    // Zero microseconds, as 32 bits, for as long as it is open.
    writeSync(latency, Buffer.alloc(4))
    return { [Symbol.dispose]: () => closeSync(latency) }
  } catch {
    return { [Symbol.dispose]: () => undefined }
  }
}
