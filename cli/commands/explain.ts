import type { Command } from 'commander'
import type { ExplainOptions } from '../actions/explain.ts'
import { several } from '../options.ts'

export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('run one request through a configuration and tell what each policy did to it')
    .argument('<folder>', 'an APIOps artifact folder')
    .argument('<method>', 'GET, POST, ...')
    .argument('<url>', '/orders/1?full=true, or a whole URL')
    .addOption(several('-H, --header <line>', "a header of the request, 'Name: value'"))
    .option('-d, --data <text>', 'its body; @file.json reads a file')
    .option('-s, --subscription <id>', 'sends the key of this subscription')
    .addOption(several('--map <host=endpoint>', 'a backend that is really called'))
    .addOption(several('--value <name=text>', 'a named value, for secrets that the folder lacks'))
    .option('--vault <file>', 'JSON or YAML with the secrets that named values refer to')
    .option('--strict', 'refuse a configuration with anything that is not supported')
    .option('--json', 'print the trace as JSON; docs/gateway.md has its shape')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill explain scenarios/configs/orders GET /orders/7 --subscription contoso
  gatedrill explain ./my-apiops POST /orders -H 'Content-Type: application/json' -d @order.json
  gatedrill explain ./my-apiops GET /orders/1 --map 'orders.example.com=127.0.0.1:9000' --json

Nothing listens and, without --map, nothing is called: an echo answers for every backend with the
request that it would have got. Secrets are shown as ***.

Exit codes: 0 whatever the answer is, 2 when there is nothing to explain.`,
    )
    .action(async (folder: string, method: string, url: string, options: ExplainOptions) => {
      const { explain } = await import('../actions/explain.ts')
      await explain(folder, method, url, options)
    })
}
