// The pages of the reports: well-formed whatever is in them, no code in them, the world's word first, nothing that is not for you.
import fc from "fast-check";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { eventPage } from "../../../../services/catalogue/report/page/eventPage.ts";
import { escaped, html } from "../../../../services/catalogue/report/page/html.ts";
import { faultPage, listPage } from "../../../../services/catalogue/report/page/listPage.ts";
import { sectionWindow, type Trace } from "../../../../services/catalogue/report/page/recordSection.ts";
import { timeScale } from "../../../../services/catalogue/report/page/timeScale.ts";
import { type EventFile, reportOf } from "../../../../services/catalogue/report/report.ts";
import type { Report } from "../../../../services/catalogue/report/schema.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import { anyEvent } from "../../../anyEvent.ts";
import { anEvent, ORIGIN_MS } from "../anEvent.ts";
import { anArrival, aPick } from "../aPick.ts";
import { told } from "./file.ts";

const NONSENSE = `</title><script>alert(1)</script> "quoted' & <b onload=x> \u0000\u0007 \ud800 ]]> 地震 🌋`;
const NAMES = new Map([["a", NONSENSE]]);

function reportAbout(versions: readonly SeismicEvent[], over: Partial<EventFile> = {}): Report {
  const [first, ...rest] = versions.map((event) => ({ event, storedMs: 0, stampsMs: { received: 1, picked: 9 } }));
  if (first === undefined) throw new Error("want a version");
  const health = {
    lastSampleMs: 0,
    latencyS: 0,
    clockOffsetS: 0,
    noiseMps2: 0,
    state: "ok" as const,
    reason: NONSENSE,
  };
  const place = { name: NONSENSE, latitudeDeg: 17.5, longitudeDeg: -101.6 };
  const file: EventFile = {
    ...{ versions: [first, ...rest], place: NONSENSE, verdict: undefined, otherEventOf: () => undefined },
    rows: [told("a"), told("b", { secondsLeft: -3 }), told("c", { outcome: "expired", atMs: null, secondsLeft: null })],
    stations: [
      { ...place, stationId: "XX_A", health },
      { ...place, stationId: "XX_B", health: { ...health, state: "quarantined", lastSampleMs: ORIGIN_MS + 9e5 } },
      { ...place, stationId: "XX_C", health: null },
    ],
    picks: [aPick("XX_B")],
    ...over,
  };
  return reportOf(file, { page: { from: 0, limit: 500 }, names: NAMES });
}

/** What a page must be, whatever is in it. */
function expectSound(page: string): void {
  const [doctype, ...lines] = page.split("\n");
  expect(doctype).toBe("<!doctype html>");
  const xml = lines.join("\n");
  expect(XMLValidator.validate(xml), xml.slice(0, 3000)).toBe(true);
  expect(xml).not.toMatch(/<script|<style|<[^>]+\s(style|on\w+)=|javascript:/i);
  expect(xml).not.toMatch(/NaN|Infinity|undefined|\[object/);
}

const first = anEvent({ status: "preliminary", arrivals: [anArrival("XX_A"), anArrival("XX_C")], reason: NONSENSE });
const VERSIONS = [first, anEvent({ version: 2, arrivals: [anArrival("XX_A")], asOfMs: ORIGIN_MS + 12_000 })];
const TRACE: Trace = {
  ...{ stationId: "XX_A", channel: "HNZ", startMs: ORIGIN_MS - 60_000, sampleRateHz: 100 },
  counts: Float64Array.from({ length: 12_000 }, (_, n) => Math.sin(n / 9) * (n > 6500 ? 500 : 5)),
};

describe("a page about an event", () => {
  const page = eventPage(reportAbout(VERSIONS), [TRACE]);

  test("is well-formed, holds no code, and names that are nonsense stay names", () => {
    expectSound(page);
    expect(page).toContain("&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot;quoted&#39; &amp;");
  });

  test("tells versions, evidence, the told, stations with reasons, waveforms and picks", () => {
    for (const text of [
      "Every version",
      "Evidence of version 2",
      "Left until S",
      "late",
      "in quarantine",
      "Wall clock",
    ]) {
      expect(page).toContain(text);
    }
    expect(page).toMatch(/<polyline class="trace" fill="none" stroke="currentColor" points="[\d., -]{500,}"/);
    expect(page.match(/class="onset used"/g)).toHaveLength(1);
    expect(page.match(/class="onset left-out"/g)).toHaveLength(1);
  });

  test.each(["drill", "simulation", "replay"] as const)("of a %s says so before anything else", (mode) => {
    const unreal = eventPage(reportAbout([anEvent({ mode, run: "x" })]), []);
    expectSound(unreal);
    const word = mode.toUpperCase();
    expect(unreal).toContain(`<title>${word}: M `);
    expect(unreal).toContain(`data-world="${word}"`);
    const text = unreal
      .slice(unreal.indexOf("<body"))
      .replaceAll(/<[^>]*>/g, "")
      .trim();
    expect(text).toMatch(new RegExp(`^${word} `));
  });

  test("where nothing is known says what to do", () => {
    const bare = eventPage(reportAbout([anEvent()], { rows: [], stations: [], picks: [], place: undefined }), []);
    expectSound(bare);
    for (const text of [
      "Nobody was told by webhook",
      "No other station is known",
      "No waveforms are kept",
      "no arrivals",
    ]) {
      expect(bare).toContain(text);
    }
  });

  test("without the operator's eyes shows how many were told, not who", () => {
    const report = reportAbout(VERSIONS);
    const theirs = eventPage({ ...report, told: { ...report.told, list: null } }, []);
    expectSound(theirs);
    expect(theirs).toContain("shown to the operator alone");
    expect(theirs).not.toContain("Delivery by delivery");
  });

  test("is sound for any event there can be", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 3 }), (events) => {
        const versions = events.map((event, n) => ({ ...event, version: n + 1 }));
        expectSound(eventPage(reportAbout(versions, { place: undefined }), [TRACE]));
      }),
      { numRuns: 60 },
    );
  });

  test("asks the archive for its stations, nearest first, from before the origin to after S", () => {
    const arrivals = [anArrival("XX_A", { distanceKm: 60 }), anArrival("XX_D", { distanceKm: 20 })];
    const { stationIds, fromMs, toMs } = sectionWindow(reportAbout([anEvent({ arrivals })]));
    expect(stationIds.slice(0, 2)).toEqual(expect.arrayContaining(["XX_D"]));
    expect(fromMs).toBe(ORIGIN_MS - 5000);
    expect((toMs - ORIGIN_MS) / 1000).toBeGreaterThan(25);
  });
});

test("waveforms that are empty, flat or of stations nobody used draw nothing wrong", () => {
  const odd = [
    { ...TRACE, counts: new Float64Array() },
    { ...TRACE, channel: "HNE" },
    { ...TRACE, channel: "HNZ", counts: new Float64Array(5000) },
    { ...TRACE, stationId: "XX_NOBODY" },
    { ...TRACE, sampleRateHz: 0 },
  ];
  for (const trace of odd) expectSound(eventPage(reportAbout(VERSIONS), [trace]));
});

describe("the list", () => {
  const record = { event: anEvent({ mode: "drill", run: "x" }), context: null };

  test("leads to each report, the world's word in front of the place", () => {
    const page = listPage({ mode: "drill", records: [record], isFull: true });
    expectSound(page);
    expect(page).toContain(`<a href="/reports/${encodeURIComponent(record.event.eventId)}">DRILL: `);
    expect(page).toContain(`<a href="/reports/?mode=drill&amp;beforeMs=${ORIGIN_MS}">Older ones</a>`);
    expect(page).toContain('<a href="/reports/?mode=drill" aria-current="page">drill</a>');
  });

  test("that is empty says how to get something into it", () => {
    const page = listPage({ mode: "live", records: [], isFull: false });
    expectSound(page);
    expect(page).toContain("No event of mode live is recorded yet");
  });
});

test("what is wrong is said without echoing code", () => {
  const page = faultPage("No such event", NONSENSE);
  expectSound(page);
});

test("markup is put in as it is, everything else escaped", () => {
  expect(html`<b>${html`<i>${"<"}</i>`}${[html`&#8594;`]}${undefined}${3}</b>`.text).toBe("<b><i>&lt;</i>&#8594;3</b>");
  expect(escaped("\u0000\ud800a\ufffe")).toBe("\ufffd\ufffda\ufffd");
});

test("a time scale keeps its marks apart and everything inside", () => {
  for (const lastS of [0, 4, 60, 5000]) {
    const { xOf, ticksS } = timeScale(lastS, { from: 10, to: 300 });
    expect([xOf(-5), xOf(1e9)]).toEqual([10, 300]);
    const xs = ticksS.map(xOf);
    for (const [n, x] of xs.entries()) expect(x - (xs[n - 1] ?? -100)).toBeGreaterThanOrEqual(26);
  }
});
