// What every benchmark in a script shares: medians, a table, and the file that `make bench` reads.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A figure of several runs: the median, the lowest and the highest. */
export function figure(values, unit, digits = 0) {
  const round = (value) => Number(value.toFixed(digits));
  return { value: round(median(values)), unit, low: round(Math.min(...values)), high: round(Math.max(...values)), runs: values.length };
}

/** Rows of texts with their columns lined up. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows.map((row) => row.map((cell, column) => String(cell).padEnd(widths[column])).join("  ").trimEnd()).join("\n");
}

/** Hands the figures to tools/bench/run.mjs; without it they are printed. */
export function writeFigures(figures) {
  if (process.env.BENCH_JSON) writeFileSync(process.env.BENCH_JSON, JSON.stringify(figures));
  else console.log(JSON.stringify(figures, null, 2));
}

/** One run of wrk: requests a second, and how many there were. Any error or status but 2xx fails it. */
export async function wrk(url, { connections = 64, seconds = 4, headers = [] } = {}) {
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, ...headers.flatMap((header) => ["-H", header]), url];
  const { stdout } = await run("wrk", args);
  if (/Socket errors|Non-2xx/.test(stdout)) throw new Error(`wrk ${url}:\n${stdout}`);
  const count = Number(/(\d+) requests in/.exec(stdout)[1]);
  return { rps: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]), count };
}

/** Processor time that a process has used so far, in microseconds (the kernel counts in hundredths of a second). */
export function cpuTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
