import type { SharedTime } from './moment.ts'

/** Says, as long as charts show a part of the load, which, and leads back to all of it. */
export function zoomBar(time: SharedTime): void {
  const bar = document.body.appendChild(document.createElement('div'))
  bar.className = 'zoom-bar'
  const words = bar.appendChild(document.createElement('span'))
  words.setAttribute('role', 'status')
  const button = bar.appendChild(document.createElement('button'))
  button.type = 'button'
  button.textContent = 'Show all (Esc)'
  button.addEventListener('click', () => time.showAll())
  time.onChange(({ span, lengthS }) => {
    const isWhole = span.toS - span.fromS >= lengthS
    bar.hidden = isWhole
    words.textContent = isWhole
      ? ''
      : `All charts show second ${span.fromS.toFixed(1)} to ${span.toS.toFixed(1)}`
  })
}
