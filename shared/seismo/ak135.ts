// ak135 (Kennett, Engdahl & Buland, 1995), continental, down to 410 km.
import type { VelocityModel } from "./velocityModel.ts";

export const AK135: VelocityModel = {
  name: "ak135",
  geometry: "spherical",
  nodes: [
    [0, 5.8, 3.46],
    [20, 5.8, 3.46],
    [20, 6.5, 3.85],
    [35, 6.5, 3.85],
    [35, 8.04, 4.48],
    [77.5, 8.045, 4.49],
    [120, 8.05, 4.5],
    [165, 8.175, 4.509],
    [210, 8.3, 4.518],
    [210, 8.3, 4.523],
    [260, 8.4825, 4.609],
    [310, 8.665, 4.696],
    [360, 8.8475, 4.783],
    [410, 9.03, 4.87],
  ],
};
