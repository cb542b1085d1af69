const DIGITS_MIN = 7;
const DIGITS_MAX = 15;

/**
 * Whether a person could have meant this as a mobile number with its country code: "+44 7700 900182", "0044 (0)7700-900182".
 * It is to catch slips while the form is open; the server decides.
 */
export function isMobile(text: string): boolean {
  const bare = text
    .trim()
    .replace(/\(0\)/, "")
    .replace(/[\s./()-]/g, "");
  const digits = /^(?:\+|00)([1-9][0-9]*)$/.exec(bare)?.[1];
  return digits !== undefined && digits.length >= DIGITS_MIN && digits.length <= DIGITS_MAX;
}
