import { settings } from "../../shared/text/index.ts";

const { unit } = settings;
const UNITS: readonly { seconds: number; words: readonly string[] }[] = [
  { seconds: 1, words: ["s", "sec", "second", "seconds"] },
  { seconds: 60, words: ["min", "m", "minute", "minutes"] },
  { seconds: 3600, words: ["h", "hour", "hours"] },
  { seconds: 86_400, words: ["d", "day", "days"] },
];

/** "48 h", "1 h 30 min", "2 days": seconds. `undefined`: not a length of time. */
export function readDuration(text: string): number | undefined {
  const parts = [...text.trim().toLowerCase().matchAll(/(\d{1,6})\s*([a-z]+)\s*/g)];
  const length = parts.reduce((sum, part) => sum + part[0].length, 0);
  if (parts.length === 0 || length !== text.trim().length) return undefined;
  let total = 0;
  for (const [, figure, word] of parts) {
    const found = UNITS.find((one) => one.words.includes(word ?? ""));
    if (!found) return undefined;
    total += Number(figure) * found.seconds;
  }
  return total;
}

/** 172800 is "48 h", 5400 "1 h 30 min", 259200 "3 days". */
export function formatDuration(seconds: number): string {
  if (seconds > 172_800 && seconds % 86_400 === 0) return `${seconds / 86_400} ${unit.days}`;
  const parts = [
    [Math.floor(seconds / 3600), unit.h],
    [Math.floor((seconds % 3600) / 60), unit.min],
    [seconds % 60, unit.s],
  ] as const;
  const shown = parts.filter(([figure]) => figure > 0).map(([figure, word]) => `${figure} ${word}`);
  return shown.length === 0 ? `0 ${unit.s}` : shown.join(" ");
}
