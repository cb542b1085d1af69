// api_rps: GET /api/v1/session with a session's cookie: HTTP, routing, the queue, authentication and a JSON answer.
import { USERS, World } from "../tests/e2e/lib/world.mjs";
import { figure, median, writeFigures, wrk } from "./lib/figures.mjs";

const RUNS = Number(process.env.BENCH_RUNS ?? 5);

async function signIn(world) {
  const { email, password } = USERS.provider;
  const response = await fetch(`${world.url}/api/v1/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: world.url },
    body: JSON.stringify({ email, password }),
  });
  if (response.status !== 201) throw new Error(`sign-in answered ${response.status}`);
  return response.headers.getSetCookie()[0].split(";")[0];
}

const world = await World.create({ logLevel: "warn" });
try {
  const headers = [`Cookie: ${await signIn(world)}`];
  const url = `http://127.0.0.1:${world.port}/api/v1/session`;
  await wrk(url, { headers, seconds: 1 });
  const measured = [];
  for (let run = 0; run < RUNS; run++) measured.push((await wrk(url, { headers })).rps);
  console.log(`GET /api/v1/session, signed in, 64 connections, ${RUNS} runs: median ${Math.round(median(measured))} requests a second`);
  writeFigures({ api_rps: figure(measured, "1/s") });
} finally {
  await world.close();
}
