const FIRST_DELAY_MS = 200;
const DELAY_MAX_MS = 2000;

/**
 * How long to wait before attempt number `attempt` (0 is the first after a loss). It doubles up to 2 s, so that a person is
 * back within 3 s of the network's return; `random` in [0, 1) spreads a server's clients over half of it.
 */
export function retryDelayMs(attempt: number, random: number): number {
  const full = Math.min(DELAY_MAX_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 16));
  return full / 2 + (full / 2) * random;
}
