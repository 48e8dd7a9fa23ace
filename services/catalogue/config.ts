// The catalogue's settings.
import { configTable, flag, number, text } from "../../shared/runtime/config.ts";

export const catalogueTable = configTable("CATALOGUE", {
  files: text({
    default: "",
    doc: "Catalogue files (docs/catalogue.md) or folders of them, comma-separated, loaded in the background at start.",
  }),
  stationsFile: text({
    default: "",
    doc: "JSON list of live stations (inventory.v1 without mode, run and updatedMs), registered at start.",
  }),
  agency: text({
    default: "tocsin",
    pattern: /^[\w.-]{3,40}$/,
    doc: "Our name in the FDSN services: catalogue and author of our own events, authority of public ids, sender of stations.",
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
  contextDeadlineMs: number({
    default: 2000,
    min: 50,
    max: 30_000,
    unit: "ms",
    doc: "Longest time to look up what is known near an event before it is tried again.",
  }),
});
