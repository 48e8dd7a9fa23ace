// iasp91 (Kennett & Engdahl, 1991) down to 410 km: the model that travel times come from where none is set.
import type { VelocityModel } from "./velocityModel.ts";

export const IASP91: VelocityModel = {
  name: "iasp91",
  geometry: "spherical",
  nodes: [
    [0, 5.8, 3.36],
    [20, 5.8, 3.36],
    [20, 6.5, 3.75],
    [35, 6.5, 3.75],
    [35, 8.04, 4.47],
    [77.5, 8.045, 4.485],
    [120, 8.05, 4.5],
    [165, 8.175, 4.509],
    [210, 8.3, 4.518],
    [210, 8.3, 4.522],
    [260, 8.4825, 4.609],
    [310, 8.665, 4.696],
    [360, 8.8475, 4.783],
    [410, 9.03, 4.87],
  ],
};
