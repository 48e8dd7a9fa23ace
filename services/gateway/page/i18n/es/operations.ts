// Spanish: the operations view.
import type { operations as english } from "../en/operations.ts";

export const operations: typeof english = {
  title: "Operación",
  services: "Servicios",
  ready: "listo",
  notReady: "no está listo",
  readLog: "Lea lo que dice:",
  pathNext:
    "Vea primero qué servicio no está listo. docker compose exec rabbitmq rabbitmqctl " +
    "list_queues dice ante quién esperan los mensajes.",
  unwatched:
    "Este servidor no vigila otros servicios. En un solo proceso es lo correcto; si no, nómbrelos en GATEWAY_WATCH.",
  path: "Vía de alarma",
  pathOff: "Los latidos están apagados (PULSE_PERIOD_MS=0).",
  hop: "Tramo",
  took: "Tardó",
  total: "toda la vía",
  p99: "99 de 100 en",
  topics: "Mensajes",
  topic: "Tema",
  messages: "Desde el inicio",
  last: "El último",
  worlds: "Mundos",
  stationsBy: "Estaciones",
  pages: "Páginas abiertas",
  since: "Servidor en marcha desde",
  events: "Sismos en memoria",
  open: (count) => `${count} abiertos`,
  shed: (percent) => `se omite el ${percent}`,
};
