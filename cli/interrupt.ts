/**
 * Aborts its signal on the first Ctrl-C or SIGTERM, so that what runs can undo and report; the
 * second one ends the process at once, and every process of the run with it.
 */
export function abortOnInterrupt(
  then = 'undoing faults, ending processes, writing the report',
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController()
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.kill(process.pid, 'SIGKILL')
    process.stderr.write(`\n${name}: ${then}\n`)
    controller.abort(new Error(`interrupted by ${name}`))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
