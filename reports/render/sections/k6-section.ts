import type { Findings } from '../../findings.ts'
import { countText } from '../../format.ts'
import { html, type Markup, section, table } from '../markup.ts'

/** Whether k6 made the load. */
export function isByK6({ manifest }: Findings): boolean {
  return manifest.loads.some(({ k6 }) => k6 !== undefined)
}

/** What k6 said of a load that it made: beside the objectives, never in their place. */
export function k6Section({ manifest }: Findings): Markup {
  const all = manifest.loads.flatMap(({ k6 }) => (k6 === undefined ? [] : [k6]))
  if (all.length === 0) return html``
  const about =
    "k6 judges its script's thresholds by its own measurements, from the start of its first virtual " +
    'user on. They are shown to compare; the verdict above is from the ledgers.'
  return section(
    'k6',
    'What k6 says',
    about,
    all.map(
      ({ version, exitCode, by, droppedIterations, withoutId, errors, firstError, thresholds }) => [
        table(
          'How k6 ended',
          [{ name: 'What' }, { name: '' }],
          [
            ['version', version],
            ['exit code', String(exitCode)],
            ['requests came by', by === 'output' ? 'the output of gatedrill' : 'CSV'],
            ['iterations that found no virtual user', countText(droppedIterations)],
            ['requests without an id, which join no other ledger', countText(withoutId)],
            ['errors logged', countText(errors)],
            ...(firstError === undefined ? [] : [['the first', firstError]]),
          ],
        ),
        thresholds.length === 0
          ? html`<p>The script has no thresholds.</p>`
          : table(
              'Thresholds of the script',
              [{ name: 'Metric' }, { name: 'Threshold' }, { name: 'k6 says' }],
              thresholds.map(({ metric, threshold, isMet }) => [
                html`<code>${metric}</code>`,
                html`<code>${threshold}</code>`,
                isMet ? 'met' : 'crossed',
              ]),
            ),
      ],
    ),
  )
}
