// `npm run bench [-- name …]`: runs the benchmarks one after another, each in a process of its own, with the machine's load.
import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

const BENCHES: Readonly<Record<string, string>> = {
  decoder: "what the decoder catches of real earthquakes, and what a packet costs",
  locate: "location from synthetic picks: error and time",
  score: "recordings through decoder and integrator: how soon, how far off, how large",
  delay: "recordings over the whole path in one process: receipt of the deciding packet to webhook",
  sensor: "what a simulated sensor costs: a quiet packet, a shaken one, memory",
  noiseMonth: "false alarms of a month of noise triggers on fifty stations",
};

const names = process.argv.slice(2).filter((name) => !name.startsWith("-"));
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (process.argv.includes("--help") || unknown.length > 0) {
  const list = Object.entries(BENCHES).map(([name, what]) => `  ${name.padEnd(10)} ${what}`);
  process.stdout.write(`usage: npm run bench [-- name …]\n${list.join("\n")}\n`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  const load = loadavg()[0]?.toFixed(1);
  process.stdout.write(
    `\n== ${name}: ${BENCHES[name]} (Node ${process.versions.node}, ${cpus().length} cores, load ${load})\n`,
  );
  const file = join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", file], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
