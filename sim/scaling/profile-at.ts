import type { AutoscaleProfile } from '../../scenarios/schema/autoscale.ts'

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const weekMinutes = 7 * 24 * 60

/**
 * The one profile that rules at a time: the first whose fixed dates hold it, else the recurring one
 * that began last, else the one without dates. A recurring profile ends when the next one begins,
 * which is why the portal writes a twin of the default one. Undefined when there is none.
 * Source: Azure Monitor, understand autoscale settings (profiles).
 */
export function profileAt(
  profiles: readonly AutoscaleProfile[],
  unixMs: number,
): AutoscaleProfile | undefined {
  return (
    profiles.find((profile) => isWithin(profile, unixMs)) ??
    lastBegun(profiles, unixMs) ??
    profiles.find(
      ({ fixedDate, recurrence }) => fixedDate === undefined && recurrence === undefined,
    )
  )
}

function isWithin({ fixedDate }: AutoscaleProfile, unixMs: number): boolean {
  if (fixedDate === undefined) return false
  const { timeZone, start, end } = fixedDate
  const now = wallMsOf(unixMs, timeZone)
  return now >= wallOf(start) && now < wallOf(end)
}

/** A date without an offset is one of the profile's own zone. */
function wallOf(text: string): number {
  return Date.parse(`${text.replace(/(Z|[+-]\d\d:\d\d)$/, '')}Z`)
}

function lastBegun(
  profiles: readonly AutoscaleProfile[],
  unixMs: number,
): AutoscaleProfile | undefined {
  let latest: AutoscaleProfile | undefined
  let leastMinutes = Number.POSITIVE_INFINITY
  for (const profile of profiles) {
    if (profile.recurrence === undefined) continue
    const minutes = minutesSinceStart(profile.recurrence.schedule, unixMs)
    if (minutes >= leastMinutes) continue
    leastMinutes = minutes
    latest = profile
  }
  return latest
}

function minutesSinceStart(
  { timeZone, days, hours, minutes }: NonNullable<AutoscaleProfile['recurrence']>['schedule'],
  unixMs: number,
): number {
  const wall = new Date(wallMsOf(unixMs, timeZone))
  const now = (wall.getUTCDay() * 24 + wall.getUTCHours()) * 60 + wall.getUTCMinutes()
  const starts = days.flatMap((day) =>
    hours.flatMap((hour) =>
      minutes.map((minute) => (dayNames.indexOf(day) * 24 + hour) * 60 + minute),
    ),
  )
  return Math.min(...starts.map((start) => (now - start + weekMinutes) % weekMinutes))
}

/** The wall clock of a zone, as if it were UTC. */
function wallMsOf(unixMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(unixMs)
  const partOf = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  const [year, month, day] = [partOf('year'), partOf('month'), partOf('day')]
  return Date.UTC(year, month - 1, day, partOf('hour'), partOf('minute'), partOf('second'))
}
