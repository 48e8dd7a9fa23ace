// Spanish: stations and picks.
import type { stations as english } from "../en/stations.ts";

export const stations: typeof english = {
  title: "Estaciones",
  picks: "Llegadas",
  newest: (count) => `las ${count} más nuevas`,
  filter: "Filtrar",
  filterLabel: "Filtrar estaciones",
  noneMatches: "Ninguna corresponde al filtro.",
  none: "Aún no hay estaciones en este mundo.",
  noPicks: "Aún ninguna: el suelo está quieto.",
  picksLabel: "Llegadas, la más nueva primero",
  columns: {
    station: "Estación",
    state: "Estado",
    latency: "Retraso",
    clock: "Reloj",
    remark: "Nota",
    rate: "Muestreo",
    gaps: "Huecos",
  },
  pickColumns: { onset: "Llegada (UTC)", phase: "Fase", error: "Error", sure: "Certeza" },
  neverHeard: "nunca oída",
  goneQuiet: "dejó de oírse",
  offline: "equipo desconectado",
  stillConnected: "el equipo sigue conectado",
  quarantined: "en cuarentena",
  warming: "en preparación",
  rows: (count) => `${count} filas`,
};
