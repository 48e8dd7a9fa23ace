// One version of an event in the shape of ShakeAlert's messages (schema 10 of 2019-10-04): for those who read these already.
import type { VerdictValue } from "../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { type Content, formatXml, type Markup, tag } from "../../../shared/contracts/xml.ts";
import { circle, holdsPole } from "../../../shared/seismo/contour.ts";
import { EARTH_RADIUS_KM } from "../../../shared/seismo/geodesy.ts";
import { pgaMps2OfIntensity, pgvMpsOfIntensity } from "../../../shared/seismo/gmice.ts";
import { capStatusOf } from "./cap.ts";

const SYSTEM = "tocsin";
const KM_PER_DEG = (Math.PI / 180) * EARTH_RADIUS_KM;
/** ShakeAlert's contours are octagons, ten at most. */
const VERTICES = 8;
const MOST_CONTOURS = 10;

/** What agencies said afterwards. */
export interface FollowUp {
  readonly value: VerdictValue;
  readonly reason: string;
  readonly decidedMs: number;
}

/**
 * Once there is a verdict it is a `follow_up`; an end without one is the last update.
 * @param authority who answers for live alarms; while nobody does, the category is `test`
 */
export function formatShakeAlert(event: SeismicEvent, authority: string, followUp?: FollowUp): string {
  const { eventId, version, mode, status } = event;
  const category = capStatusOf(mode, authority) === "Actual" ? "live" : "test";
  const contours = status === "cancelled" ? [] : contoursOf(event);
  const contributor = tag("contributor", undefined, {
    ...{
      alg_instance: `${SYSTEM}@integrator`,
      alg_name: SYSTEM,
      alg_version: "1",
      category,
      event_id: eventId,
      version,
    },
  });
  const content: Content[] = [
    tag("core_info", coreOf(event), { id: eventId }),
    tag("contributors", [contributor]),
    contours.length === 0 ? undefined : tag("gm_info", [tag("gmcontour_pred", contours, { number: contours.length })]),
  ];
  return formatXml(
    tag("event_message", followUp === undefined ? content : [...content, followUpOf(followUp)], {
      ...{ alg_vers: "1", category, instance: `${SYSTEM}@alarm`, orig_sys: SYSTEM },
      ...{ message_type: followUp === undefined ? messageTypeOf(event) : "follow_up" },
      ...{ ref_id: "0", ref_src: "", timestamp: iso(followUp?.decidedMs ?? event.asOfMs), version },
    }),
  );
}

function messageTypeOf({ status, version }: SeismicEvent): string {
  if (status === "cancelled") return "delete";
  return version === 1 ? "new" : "update";
}

function followUpOf({ value, reason }: FollowUp): Markup {
  const text = tag("message_text", reason, { type: "reason" });
  return tag("follow_up_info", [text], { follow_up_type: value });
}

function coreOf({ origin, magnitude, likelihood, arrivals }: SeismicEvent): Content[] {
  const [eastKm2, , northKm2] = origin.covarianceKm2;
  // At a pole longitude means nothing, and its error has no bound.
  const shrink = Math.max(0.01, Math.cos((origin.latitudeDeg * Math.PI) / 180));
  const eastDeg = Math.min(180, Math.sqrt(Math.max(0, eastKm2)) / KM_PER_DEG / shrink);
  return [
    // The schema knows no other type.
    measure("mag", magnitude.value, "Mw"),
    measure("mag_uncer", magnitude.uncertainty, "Mw"),
    measure("lat", origin.latitudeDeg, "deg"),
    measure("lat_uncer", Math.sqrt(Math.max(0, northKm2)) / KM_PER_DEG, "deg"),
    measure("lon", origin.longitudeDeg, "deg"),
    measure("lon_uncer", eastDeg, "deg"),
    measure("depth", origin.depthKm, "km"),
    measure("depth_uncer", origin.depthUncertaintyKm, "km"),
    tag("orig_time", iso(origin.timeMs), { units: "UTC" }),
    measure("orig_time_uncer", origin.timeUncertaintyS, "sec"),
    tag("likelihood", likelihood.toFixed(4)),
    tag("num_stations", new Set(arrivals.map(({ stationId }) => stationId)).size),
  ];
}

function contoursOf({ origin, contours }: SeismicEvent): Markup[] {
  return contours
    .filter(({ radiusKm }) => radiusKm > 0 && !holdsPole(origin, radiusKm))
    .slice(0, MOST_CONTOURS)
    .map(({ intensity, radiusKm }) => {
      const ring = circle(origin, radiusKm, VERTICES).map(([x, y]) => `${y.toFixed(4)},${wrapped(x).toFixed(4)}`);
      return tag("contour", [
        measure("MMI", intensity, ""),
        measure("PGA", pgaMps2OfIntensity(intensity) * 100, "cm/s/s"),
        measure("PGV", pgvMpsOfIntensity(intensity) * 100, "cm/s"),
        tag("polygon", ring.join(" "), { number: VERTICES }),
      ]);
    });
}

function measure(name: string, value: number, units: string): Markup {
  return tag(name, value.toFixed(4), { units });
}

function wrapped(longitudeDeg: number): number {
  return ((longitudeDeg + 540) % 360) - 180;
}

function iso(epochMs: number): string {
  return new Date(Math.round(epochMs)).toISOString();
}
