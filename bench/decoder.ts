// Runs the recordings through the decoder and prints, event by event, what was picked, how well, and how fast it went.
import { readdirSync } from "node:fs";
import { loadEvent, type Recording } from "../test/records/recordings.ts";
import { sharedPath } from "../test/sharedData.ts";
import { StationDecoder } from "../services/decoder/station.ts";
import { decoderConfig } from "../services/decoder/config.ts";
import { readConfig } from "../shared/runtime/config.ts";
import type { Pick } from "../shared/contracts/pick.ts";

const settings = readConfig(decoderConfig, process.env);
const verbose = process.argv.includes("-v");
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));

interface Result { picks: Pick[]; samples: number; }
function run(recording: Recording): Result {
  const decoder = new StationDecoder(settings);
  const picks: Pick[] = [];
  let samples = 0;
  for (const packet of recording.packets) {
    const decoded = decoder.push(packet, recording.station);
    picks.push(...decoded.picks);
    samples += decoded.samples;
  }
  return { picks, samples };
}
const all = readdirSync(sharedPath("data/events")).filter((id) => wanted.length === 0 || wanted.includes(id));
const pad = (v: unknown, n: number) => String(v).padStart(n);
let wins = 0, early = 0, lateEnd = 0; let mxCaught = 0, mxFalse = 0, mxHours = 0, mxSasP = 0, otherCaught = 0, wide = 0; const mxDelay: number[] = [];
let falseTotal = 0, hoursTotal = 0, totS = 0; const T0 = performance.now(); const resid: number[] = [];
console.log("event                          n<100 clear caught ±1.5  P±3  SasP  Spick  false/h  declare-delay med");
for (const id of all) {
  if (id.includes("sequence")) continue;
  const event = loadEvent(id);
  let near = 0, clear = 0, caught = 0, p3 = 0, sAsP = 0, sPick = 0, falses = 0, hours = 0; const delays: number[] = []; 
  for (const r of event.recordings) {
    const { picks, samples } = run(r); totS += samples;
    const sMs = event.originMs + (r.pMs - event.originMs) * 1.73;
    const first = picks.filter((p) => p.update === 0);
    const before = first.filter((p) => p.timeMs < r.pMs - 4000);
    falses += before.length; hours += (r.pMs - (r.packets[0]?.receivedMs ?? 0)) / 3.6e6;
    const after = first.filter((p) => p.timeMs >= r.pMs - 4000);
    const p = after.find((x) => x.phase === "P");
    const res = p && (p.timeMs - r.pMs) / 1000;
    const s = after.find((x) => x.phase === "S");
    const isS = p !== undefined && Math.abs(p.timeMs - sMs) < Math.max(3000, 0.12 * (sMs - event.originMs)) && (p.timeMs - r.pMs) > 3000;
    if (isS) sAsP++;
    if (res !== undefined && Math.abs(res) <= 3.3) { wide++; const last = picks.findLast((x) => x.pickId === p!.pickId)!; const sp = (sMs - r.pMs) / 1000; const w = last.windowS; if (sp < 11) { wins++; if (w < sp - 0.7) early++; else if (w > sp + 2.2) lateEnd++; } }
    if (s) sPick++;
    if (r.distanceKm <= 100) { near++; if (r.isClear) clear++; if (res !== undefined && Math.abs(res) <= 1.5) { caught++; delays.push((p!.receivedMs - p!.timeMs) / 1000); resid.push(res);} if (res !== undefined && Math.abs(res) <= 3) p3++; }
    if (verbose) {
      const last = p && picks.findLast((x) => x.pickId === p.pickId);
      console.log(`  ${r.id.padEnd(12)} ${pad(r.distanceKm, 6)} km clear ${r.isClear ? "y" : "n"} P ${pad(res?.toFixed(2) ?? "-", 6)} snr ${pad(p?.snr.toFixed(1) ?? "-", 6)} pP ${pad(p?.phaseProbability.toFixed(2) ?? "-", 5)} σ ${pad(p?.uncertaintyS.toFixed(2) ?? "-", 5)} win ${pad(last?.windowS.toFixed(1) ?? "-", 5)} (S-P ${((sMs - r.pMs) / 1000).toFixed(1)}) Pd ${last?.pdM.toExponential(1) ?? "-"} n ${last?.noisePdM.toExponential(1) ?? "-"} ${isS ? "S-AS-P" : ""} all: ${first.map((x) => `${x.phase}${((x.timeMs - r.pMs) / 1000).toFixed(1)}`).join(" ")}  sRes ${s ? ((s.timeMs - sMs) / 1000).toFixed(1) : "-"}`);
    }
  }
  if (id.startsWith('mx')) { mxCaught += p3; mxFalse += falses; mxHours += hours; mxSasP += sAsP; mxDelay.push(...delays); } else otherCaught += p3;
  falseTotal += falses; hoursTotal += hours;
  delays.sort((a, b) => a - b);
  console.log(`${id.padEnd(32)} ${pad(near, 3)} ${pad(clear, 5)} ${pad(caught, 6)} ${pad(p3, 8)} ${pad(sAsP, 5)} ${pad(sPick, 6)} ${pad((falses / hours).toFixed(2), 8)}  ${delays[delays.length >> 1]?.toFixed(2) ?? "-"}`);
}
resid.sort((a, b) => a - b);
const med = resid[resid.length >> 1]; const mad = resid.map((x) => Math.abs(x - (med ?? 0))).sort((a, b) => a - b)[resid.length >> 1];
console.log(`false ${falseTotal} in ${hoursTotal.toFixed(2)} station-hours = ${(falseTotal / hoursTotal).toFixed(2)}/h; residual median ${med?.toFixed(2)} MAD ${mad?.toFixed(2)}; ${(totS / 1e6).toFixed(1)} Msamples, ${((performance.now() - T0) / 1000).toFixed(1)} s with reading`);

mxDelay.sort((a, b) => a - b);
console.log(`SUMMARY mx caught ${mxCaught} other ${otherCaught} all distances ±3.3 ${wide} mx false ${mxFalse} in ${mxHours.toFixed(1)} h, S as P ${mxSasP}, delay mx median ${mxDelay[mxDelay.length >> 1]?.toFixed(2)} mean ${(mxDelay.reduce((a, b) => a + b, 0) / mxDelay.length).toFixed(2)}`);
console.log(`windows ${wins}: ended early ${early}, late ${lateEnd}`);
