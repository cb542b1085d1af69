import { readDuration } from "../settings/duration.ts";
import { addDays, dayFrom, isDay, type Day } from "./day.ts";

/** What people type for a date, a time and a length. `undefined`: it is none. */

const DATE_WITH_YEAR = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/;
const CLOCK = /^(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?m?\.?$/;

/** "2026-03-31", "31.3.2026", "31/3/2026", "today", "tomorrow". */
export function readDate(text: string, today: Day): Day | undefined {
  const typed = text.trim().toLowerCase();
  if (typed === "today") return today;
  if (typed === "tomorrow") return addDays(today, 1);
  if (isDay(typed)) return typed;
  const [, date, month, year] = DATE_WITH_YEAR.exec(typed) ?? [];
  return year === undefined ? undefined : dayFrom(Number(year), Number(month), Number(date));
}

/** "9", "9:30", "0930", "9.30", "2:30 pm": "HH:MM". */
export function readClock(text: string): string | undefined {
  const typed = text.trim().toLowerCase();
  const [, hours, minutes = "00", half] = CLOCK.exec(typed) ?? [];
  if (hours === undefined || (half === undefined && typed.endsWith("m"))) return undefined;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === "p" ? 12 : 0);
  }
  if (hour > 23 || Number(minutes) > 59) return undefined;
  return `${String(hour).padStart(2, "0")}:${minutes}`;
}

/** "30", "30 min", "1 h 30 min": whole minutes. */
export function readLength(text: string): number | undefined {
  const typed = text.trim();
  if (/^\d{1,4}$/.test(typed)) return Number(typed);
  const seconds = readDuration(typed);
  return seconds !== undefined && seconds % 60 === 0 ? seconds / 60 : undefined;
}
