import { scene } from "./lib/stage.mjs";
import { signIn, visitWith, bothWays } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const HOST = USERS.provider.name;

// Runs in the page: how its connections that carry media reach the server. One that was replaced by another is closed.
async function protocolsOfThisPage() {
  const found = [];
  for (const connection of window.peerConnectionsOfThisPage) {
    if (connection.connectionState === "closed") continue;
    const report = await connection.getStats();
    for (const transport of report.values()) {
      const pair = transport.type === "transport" ? report.get(transport.selectedCandidatePairId) : undefined;
      if (pair) found.push(report.get(pair.localCandidateId).protocol);
    }
  }
  return found;
}

scene("V15: a guest whose browser may not use UDP is in the visit over TCP", {}, async (stage) => {
  const host = await signIn(stage);
  const args = ["--webrtc-ip-handling-policy=disable_non_proxied_udp"];
  const { guest } = await visitWith(stage, host, { name: "Amara Osei", email: "amara@patients.example", args });
  const over = async (person) => (await person.page.evaluate(protocolsOfThisPage)).join();
  await guest.until("TCP both ways at the guest", async () => (await over(guest)) === "tcp,tcp");
  // A browser that may use both begins with what answers first, and goes over to UDP.
  await host.until("UDP both ways at the host", async () => (await over(host)) === "udp,udp");
  await bothWays(host, HOST, guest, "Amara Osei");
});
