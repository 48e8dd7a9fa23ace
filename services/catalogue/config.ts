// The catalogue's settings.
import { configTable, flag, number, text } from "../../shared/runtime/config.ts";

export const catalogueTable = configTable("CATALOGUE", {
  files: text({
    default: "",
    doc: "Catalogue files (docs/catalogue.md) or folders of them, comma-separated, loaded in the background at start.",
  }),
  stationsFile: text({
    default: "",
    doc: "List of live stations in any format of docs/station-files.md, registered at start; an operator's changes stay.",
  }),
  stationMovedM: number({
    default: 100,
    min: 10,
    max: 100_000,
    unit: "m",
    doc: "A device that says it stands farther than this from where it was has moved: told until it is acknowledged.",
  }),
  agency: text({
    default: "tocsin",
    pattern: /^[\w.-]{3,40}$/,
    doc: "Our name in the FDSN services: catalogue and author of our own events, authority of public ids, sender of stations.",
  }),
  waveforms: flag({
    default: true,
    doc: "Keep the waveforms around events, from 30 s before the first P to 120 s after it.",
  }),
  waveformStations: number({
    default: 200,
    min: 1,
    max: 10_000,
    doc: "Stations whose waveforms are kept of one event, the nearest ones.",
  }),
  waveformDays: number({
    default: 90,
    min: 0,
    max: 36_500,
    unit: "days",
    doc: "How long waveforms are kept; 0: for ever.",
  }),
  waveformMaxMb: number({
    default: 2000,
    min: 1,
    max: 1e7,
    unit: "MB",
    doc: "Most that is kept of waveforms; beyond it the oldest go.",
  }),
  waveformRingS: number({
    default: 300,
    min: 200,
    max: 3600,
    unit: "s",
    doc: "How long every packet is held on disk, so that the waveforms before an event are still there.",
  }),
  waveformRingMb: number({
    default: 1000,
    min: 1,
    max: 1e6,
    unit: "MB",
    doc: "Most that is held of packets on disk; 10,000 stations that send JSON need 2500.",
  }),
  waveformRingDir: text({
    default: "",
    doc: "Folder for packets that are held; their files have no names and end with the process. Empty: the system's for temporary files.",
  }),
  pickDays: number({
    default: 30,
    min: 0,
    max: 36_500,
    unit: "days",
    doc: "How long picks are kept that no version of an event used; 0: for ever. Others stay as long as their event.",
  }),
  unrealDays: number({
    default: 30,
    min: 0,
    max: 36_500,
    unit: "days",
    doc: "How long drills, simulations and replays are kept, with all that belongs to them; 0: for ever.",
  }),
  eventDays: number({
    default: 0,
    min: 0,
    max: 36_500,
    unit: "days",
    doc: "How long our own live events are kept, with all that belongs to them; 0: for ever.",
  }),
  contextDeadlineMs: number({
    default: 2000,
    min: 50,
    max: 30_000,
    unit: "ms",
    doc: "Longest time to look up what is known about an event; what is not known by then is left out.",
  }),
  agencies: text({
    default: "",
    pattern: /^(https?:\/\/[^\s,]+(\s*,\s*https?:\/\/[^\s,]+)*)?$/,
    doc: "fdsnws-event servers, comma-separated, asked whether they list our live events; empty: no verdicts (docs/catalogue.md).",
  }),
  verdictAfterS: number({
    default: 1800,
    min: 300,
    max: 172_800,
    unit: "s",
    doc: "How long after its origin a live event may be listed by an agency before it is called false.",
  }),
  verdictMagnitudeDifference: number({
    default: 1,
    min: 0.1,
    max: 5,
    doc: "An event that an agency lists with a magnitude farther than this from ours is true only qualified.",
  }),
  verdictDistanceKm: number({
    default: 50,
    min: 1,
    max: 100,
    unit: "km",
    doc: "An event that an agency places farther than this from ours is true only qualified.",
  }),
});
