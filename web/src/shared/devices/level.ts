/** Tells from sound samples (-1 to 1) how loud it is, and whether anything comes at all. Pure. */

/** A quantum of 16-bit sound; what stays below it is digital silence: a switch on the headset, not a quiet room. */
const SILENCE_MAX = 1 / 32768;
const FLOOR_DB = -60;

export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

export function isSilence(samples: Float32Array): boolean {
  return peakOf(samples) < SILENCE_MAX;
}

/** For a meter: 0 (nothing) to 1 (as loud as it goes), by decibels as an ear hears. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms === 0) return 0;
  const decibels = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
}
