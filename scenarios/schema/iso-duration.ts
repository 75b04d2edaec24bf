import { z } from 'zod'

const pattern =
  /^P(?=.)(?:(?<days>\d+)D)?(?:T(?=.)(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)S)?)?$/

/** A duration as ARM documents have it (`PT30M`), in milliseconds. */
export const isoDurationSchema = z
  .string()
  .regex(pattern, 'a duration of ISO 8601: PT30M, PT1H')
  .transform((text) => {
    const { days = 0, hours = 0, minutes = 0, seconds = 0 } = pattern.exec(text)?.groups ?? {}
    return (
      (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
    )
  })
