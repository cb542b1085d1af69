import { LOCALE } from "../../shared/text/locale.ts";

/** Days of the practice's calendar, "2026-03-31". Which day it is somewhere depends on the zone; what follows a day does not. */
export type Day = string;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;
/** Two centuries are enough for a diary, and every date format has four digits for their years. */
const YEAR_MIN = 1970;
const YEAR_MAX = 2169;

/** The day's midnight as if the calendar were UTC's: for counting days only. */
function countable(day: Day): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return Date.UTC(year, month - 1, date);
}

function written(countableMs: number): Day {
  return new Date(countableMs).toISOString().slice(0, 10);
}

/** A day that exists: "2026-02-30" is none. */
export function isDay(text: string): boolean {
  const year = Number(DAY.exec(text)?.[1]);
  return year >= YEAR_MIN && year <= YEAR_MAX && written(countable(text)) === text;
}

/** `undefined`: there is no such day. */
export function dayFrom(year: number, month: number, date: number): Day | undefined {
  const pad = (figure: number, digits: number): string => String(figure).padStart(digits, "0");
  const day = `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`;
  return isDay(day) ? day : undefined;
}

export function addDays(day: Day, count: number): Day {
  const moved = written(countable(day) + count * DAY_MS);
  return isDay(moved) ? moved : day;
}

/** Which day it is in `zone`. */
export function dayOf(timeMs: number, zone: string): Day {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" });
  const figures: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(timeMs)) figures[type] = Number(value);
  return dayFrom(figures.year ?? 0, figures.month ?? 0, figures.day ?? 0) ?? "1970-01-01";
}

/** "Tuesday, 31 March 2026" */
export function dayWords(day: Day): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" }).format(countable(day));
  return `${part({ weekday: "long" })}, ${part({ day: "numeric", month: "long", year: "numeric" })}`;
}

/** How far the zone's clocks are ahead of UTC, in minutes. */
function aheadMinutes(timeMs: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const figures: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(timeMs)) figures[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = figures;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute) - timeMs) / 60_000);
}

/** By how many minutes the clocks are put forward on this day; below zero for back, 0 on nearly every day. */
export function clockChange(day: Day, zone: string): number {
  const midnightMs = (of: Day): number => countable(of) - aheadMinutes(countable(of), zone) * 60_000;
  return aheadMinutes(midnightMs(addDays(day, 1)), zone) - aheadMinutes(midnightMs(day), zone);
}
