/** How long a visit has run: "12:04", from an hour on "1:02:04". */
export function runningTime(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const minutes = Math.floor(seconds / 60);
  const pad = (figure: number): string => String(figure).padStart(2, "0");
  const tail = `${pad(minutes % 60)}:${pad(seconds % 60)}`;
  return minutes < 60 ? tail : `${Math.floor(minutes / 60)}:${tail}`;
}
