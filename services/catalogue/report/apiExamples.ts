// The examples in the document of the report and of "why": a drill.
import type { Report } from "./schema.ts";
import type { Why } from "./whySchema.ts";

const HEAD = {
  eventId: "drill-monday-20260101T000000-9g3q",
  title: "DRILL: M 6.8 near Ecatepec de Morelos (final)",
  mode: "drill",
  run: "monday",
  status: "final",
  place: "near Ecatepec de Morelos",
  origin: {
    timeMs: 1767225600000,
    latitudeDeg: 19.627,
    longitudeDeg: -99.059,
    depthKm: 11,
    timeUncertaintyS: 0.11,
    horizontalUncertaintyKm: 0.6,
    depthUncertaintyKm: 1.9,
    covarianceKm2: [0.2, 0, 0.4],
    azimuthalGapDeg: 51,
    rmsS: 0.03,
  },
  magnitude: {
    value: 6.82,
    type: "Mpgv",
    uncertainty: 0.21,
    stationCount: 30,
  },
  likelihood: 0.999,
  versionCount: 12,
  verdict: null,
} satisfies Partial<Report>;

const VERSION = {
  version: 2,
  status: "confirmed",
  asOfMs: 1767225612056,
  afterOriginS: 12.056,
  storedMs: 1767225612065,
  stampsMs: {
    sensed: 1767225611826,
    received: 1767225612056,
    picked: 1767225612058,
    located: 1767225612061,
  },
  reason: "confirmed",
  origin: {
    timeMs: 1767225599986,
    latitudeDeg: 19.627,
    longitudeDeg: -99.06,
    depthKm: 11.2,
    timeUncertaintyS: 0.15,
    horizontalUncertaintyKm: 0.7,
    depthUncertaintyKm: 2.2,
    covarianceKm2: [0.4, 0, 0.5],
    azimuthalGapDeg: 51,
    rmsS: 0.03,
  },
  magnitude: {
    value: 6.76,
    type: "Mpv",
    uncertainty: 0.54,
    stationCount: 19,
  },
  likelihood: 0.998,
  arrivalCount: 5,
  changes: {
    movedKm: 0.01,
    depthKm: 0,
    timeS: 0,
    magnitude: 0.38,
    likelihood: 0,
    addedStations: ["SIM_S008"],
    removedStations: [],
  },
  passed: [
    {
      rule: "stations",
      value: 5,
      limit: 4,
      passed: true,
      note: "dense clusters count once",
    },
  ],
  failed: [],
  alerts: {
    sent: 5,
    delivered: 5,
    firstAfterOriginS: 12.087,
    lastAfterOriginS: 12.1,
  },
} satisfies Report["versions"][number];

const STATIONS = {
  reachKm: 150,
  used: [
    {
      stationId: "SIM_S022",
      name: "simulated SIM_S022",
      latitudeDeg: 19.614,
      longitudeDeg: -99.028,
      phase: "P",
      timeMs: 1767225602081,
      afterOriginS: 2.081,
      residualS: 0.079,
      weight: 0.98,
      azimuthDeg: 113,
      distanceKm: 3.6,
    },
  ],
  ignored: [
    {
      stationId: "SIM_S031",
      name: "",
      latitudeDeg: 19.9,
      longitudeDeg: -99.4,
      distanceKm: 46.5,
      code: "silent",
      reason: "silent: its last sample came from 20.0 s before the predicted P",
      predictedPMs: 1767225608100,
      predictedSMs: 1767225614000,
      pickMs: null,
      lastSampleMs: 1767225588100,
    },
  ],
} satisfies Report["stations"];

const TOLD_TEXT =
  "It alerted by version 2 (confirmed): 5 of 5 subscribers took it, the first 12.1 s after the origin, " +
  "with 1.6 to 22.1 s left until S (median 11.2).";

export const REPORT: Report = {
  ...HEAD,
  answer: `${HEAD.title}. ${TOLD_TEXT}`,
  timeline: [
    {
      kind: "origin",
      atMs: 1767225600000,
      afterOriginS: 0,
      wallMs: null,
      text: "the earthquake begins, by the newest origin",
    },
    {
      kind: "pick",
      atMs: 1767225602081,
      afterOriginS: 2.081,
      wallMs: null,
      stationId: "SIM_S022",
      text: "first pick: P at SIM_S022",
    },
    {
      kind: "version",
      atMs: 1767225612056,
      afterOriginS: 12.056,
      version: 2,
      wallMs: 1767225612061,
      text: "version 2, confirmed: M 6.8, likelihood 0.99, 5 arrivals (confirmed)",
    },
  ],
  versions: [VERSION],
  told: {
    subscribers: 5,
    reached: 5,
    inTime: 5,
    late: 0,
    secondsLeft: {
      min: 1.6,
      median: 11.2,
      max: 22.1,
    },
    deliveries: 14,
    list: [
      {
        subscriptionId: "sub_5f1d3a2b9c8e7d6f5a4b3c2d",
        name: "lift 2",
        version: 2,
        type: "alarm.issued",
        outcome: "delivered",
        intensity: 6.1,
        atMs: 1767225612087,
        afterOriginS: 12.087,
        wallMs: 1767225612087,
        secondsLeft: 11.2,
        attempts: 1,
      },
    ],
  },
  stations: STATIONS,
};

const { passed: _1, alerts: _2, stampsMs: _3, changes: _4, ...BRIEF } = VERSION;
const { list: _5, ...COUNTS } = REPORT.told;

export const WHY: Why = {
  answer: REPORT.answer,
  event: {
    ...HEAD,
    reportPath: `/v1/catalogue/events/${HEAD.eventId}/report`,
    pagePath: `/reports/${HEAD.eventId}`,
    versions: [BRIEF],
    told: COUNTS,
    stations: STATIONS,
  },
  subscription: null,
  felt: null,
};
