/**
 * The colours of all charts, made for a white ground and told apart also by the colour-blind
 * (after Okabe and Ito, Color Universal Design, darkened for 3:1 on white). Every value is unique:
 * a page that has a dark ground replaces each by its name.
 */
export const palette = {
  ink: '#1c2733',
  muted: '#566573',
  grid: '#e3e8ed',
  fault: '#d9480f',
  recovery: '#b08900',
  ok: '#6fa8d6',
  rejected: '#d99000',
  failed: '#b3261e',
  unknown: '#8e3b8a',
  'not-sent': '#7a8591',
  median: '#0b6fb8',
  tail: '#a8480b',
  before: '#0a74c0',
  during: '#c2410d',
  recovering: '#a07f04',
  after: '#0f7b55',
  'zone-a': '#3f7fbf',
  'zone-b': '#d98a00',
  'zone-c': '#3d9970',
  'zone-d': '#9c5fb5',
  'zone-e': '#8a6d3b',
  'zone-f': '#5b6b7b',
} as const

const series = [
  palette['zone-a'],
  palette['zone-b'],
  palette['zone-c'],
  palette['zone-d'],
  palette['zone-e'],
  palette['zone-f'],
] as const

/** For series whose number is not known beforehand, as zones: the colour of the nth, from 0. */
export function seriesColour(index: number): string {
  return series[index % series.length] ?? palette.muted
}
