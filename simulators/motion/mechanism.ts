// Which way a fault slips and how strongly it therefore radiates each way (Aki & Richards, 2002, eqs 4.89 to 4.91).
import { gaussian, type Random } from "../random.ts";

export interface Mechanism {
  readonly strikeDeg: number;
  readonly dipDeg: number;
  /** 0 left-lateral, 90 reverse, 180 right-lateral, −90 normal. */
  readonly rakeDeg: number;
}

/** Signed shares of P, SV and SH that leave in one direction. */
export interface Radiation {
  readonly p: number;
  readonly sv: number;
  readonly sh: number;
}

export interface Direction {
  /** From straight down: 0 down, 180 up. */
  readonly takeoffDeg: number;
  readonly azimuthDeg: number;
}

const RADIANS = Math.PI / 180;

export function radiationOf({ strikeDeg, dipDeg, rakeDeg }: Mechanism, to: Direction): Radiation {
  const [dip, rake, i] = [dipDeg * RADIANS, rakeDeg * RADIANS, to.takeoffDeg * RADIANS];
  const phi = (to.azimuthDeg - strikeDeg) * RADIANS;
  const [sinPhi, cosPhi] = [Math.sin(phi), Math.cos(phi)];
  const [sin2I, cos2I, sin2Phi, cos2Phi] = [Math.sin(2 * i), Math.cos(2 * i), Math.sin(2 * phi), Math.cos(2 * phi)];
  const alongStrike = Math.cos(rake) * Math.sin(dip);
  const alongFlat = Math.cos(rake) * Math.cos(dip);
  const upSteep = Math.sin(rake) * Math.sin(2 * dip);
  const upFlat = Math.sin(rake) * Math.cos(2 * dip);
  const p =
    alongStrike * Math.sin(i) ** 2 * sin2Phi -
    alongFlat * sin2I * cosPhi +
    upSteep * (Math.cos(i) ** 2 - Math.sin(i) ** 2 * sinPhi ** 2) +
    upFlat * sin2I * sinPhi;
  const sv =
    upFlat * cos2I * sinPhi -
    alongFlat * cos2I * cosPhi +
    (alongStrike * sin2I * sin2Phi) / 2 -
    (upSteep * sin2I * (1 + sinPhi ** 2)) / 2;
  const sh =
    alongFlat * Math.cos(i) * sinPhi +
    alongStrike * Math.sin(i) * cos2Phi +
    upFlat * Math.cos(i) * cosPhi -
    (upSteep * Math.sin(i) * sin2Phi) / 2;
  return { p, sv, sh };
}

/** Any strike; two in three slip sideways on a steep fault, the others up or down on one of about 45°. */
export function someMechanism(random: Random, strikeDeg = 360 * random()): Mechanism {
  const spreadDeg = 15;
  const isSideways = random() < 2 / 3;
  const sense = random() < 0.5 ? 0 : 180;
  const rakeDeg = (isSideways ? sense : sense - 90) + spreadDeg * gaussian(random);
  const dipDeg = Math.min(90, Math.max(10, (isSideways ? 80 : 45) + 10 * gaussian(random)));
  return { strikeDeg, dipDeg, rakeDeg };
}
