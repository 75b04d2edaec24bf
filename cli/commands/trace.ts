import type { Command } from 'commander'

export function addTrace(program: Command): void {
  program
    .command('trace')
    .description('the life of one request of a run, over all its witnesses')
    .argument('<run>', 'the run folder, results/zone-down-... say')
    .argument('<request>', 'its id in the run, or a traceparent or trace id of it')
    .option('--json', 'print it as JSON')
    .option('--html <file>', 'write it as a page with a picture')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill trace results/zone-down-20261121-094315 812
  gatedrill trace results/zone-down-20261121-094315 812 --html request-812.html
  gatedrill query results/zone-down-... "SELECT request_id, layer, cause FROM explanations"`,
    )
    .action(async (folder: string, request: string, options) => {
      const { trace } = await import('../actions/trace.ts')
      await trace(folder, request, options)
    })
}
