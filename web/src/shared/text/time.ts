import { LOCALE } from "./locale.ts";

/** Times in words. `zone` is the practice's; times are milliseconds UTC. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const TIME: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY: Intl.DateTimeFormatOptions = { year: "numeric", month: "numeric", day: "numeric" };
const CALENDAR_DAY: Intl.DateTimeFormatOptions = { year: "numeric", month: "short", day: "numeric" };
const WEEKDAY: Intl.DateTimeFormatOptions = { weekday: "short" };

/** Making a format is slow; there are few of them for a practice's one zone. */
const formats = new Map<Intl.DateTimeFormatOptions, { zone: string; format: Intl.DateTimeFormat }>();

function format(timeMs: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  let made = formats.get(options);
  if (made?.zone !== zone) {
    made = { zone, format: new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone }) };
    formats.set(options, made);
  }
  return made.format.format(timeMs);
}

/** A day of the calendar, "1984-03-31", as "31 Mar 1984". */
export function calendarDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return format(Date.UTC(year, month - 1, date), "UTC", CALENDAR_DAY);
}

/** "10:06" */
export function clockTime(timeMs: number, zone: string): string {
  return format(timeMs, zone, TIME);
}

/** "10:06" today, "Mon 10:06" on another day. */
export function recentTime(timeMs: number, nowMs: number, zone: string): string {
  const time = clockTime(timeMs, zone);
  if (format(timeMs, zone, DAY) === format(nowMs, zone, DAY)) return time;
  return `${format(timeMs, zone, WEEKDAY)} ${time}`;
}

/** A wait as a number and its unit, whole minutes: "12" "min", "1:05" "h". */
export function wait(durationMs: number): { figure: string; unit: string } {
  const minutes = Math.max(0, Math.floor(durationMs / MINUTE_MS));
  if (minutes < 60) return { figure: String(minutes), unit: "min" };
  return { figure: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`, unit: "h" };
}

/** A length in words: "40 s", "12 min", "1 h 5 min". */
export function length(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < MINUTE_MS) return `${Math.floor(ms / 1000)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  const hours = Math.floor(ms / HOUR_MS);
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

/** What is left, to the second: "9:41"; never below zero. The last second counts until it is over. */
export function countdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "Europe/London" is "London time", "America/Argentina/Buenos_Aires" "Buenos Aires time", "UTC" "UTC". */
export function zoneTitle(zone: string): string {
  const city = zone.split("/").pop() ?? zone;
  return zone.includes("/") && !zone.startsWith("Etc/") ? `${city.replace(/_/g, " ")} time` : city;
}
