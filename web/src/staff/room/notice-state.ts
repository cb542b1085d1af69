import type { NewNotice, Notice } from "../../shared/api/types.ts";

/** The dialog of a room's notice, as choices. Pure. */

export const NOTICE_MAX = 160;

/** What one says most often, one press each. */
export const READY_MINUTES = [10, 20, 30] as const;

const CHOICES_MIN = [5, 10, 15, 20, 30, 45, 60, 90, 120] as const;

const MINUTE_MS = 60_000;

export interface EstimateChoice {
  minutes: number;
  /** The time that was given before, and is still ahead. */
  given?: number;
}

/** Whether the time that guests were told is still ahead. */
export function isAhead(notice: Notice, nowMs: number): boolean {
  return notice.estimate_at_ms !== undefined && notice.estimate_at_ms > nowMs;
}

export const isEmpty = (notice: Notice): boolean => notice.text === undefined && notice.estimate_at_ms === undefined;

/** None, the time as it is, and some lengths from now. */
export function estimateChoices(notice: Notice, nowMs: number): readonly EstimateChoice[] {
  const at = notice.estimate_at_ms;
  const kept: EstimateChoice[] = at !== undefined && at > nowMs ? [{ minutes: Math.max(1, Math.round((at - nowMs) / MINUTE_MS)), given: at }] : [];
  return [{ minutes: 0 }, ...kept, ...CHOICES_MIN.filter((minutes) => minutes !== kept[0]?.minutes).map((minutes) => ({ minutes }))];
}

/** What was typed or pasted, as the one line that guests read. */
export const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ");

/** What is sent; undefined when there is nothing to say. */
export function newNotice(text: string, minutes: number): NewNotice | undefined {
  const words = text.trim();
  if (words === "" && minutes === 0) return undefined;
  return { ...(words === "" ? {} : { text: words }), ...(minutes === 0 ? {} : { estimate_min: minutes }) };
}
