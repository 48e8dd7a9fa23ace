// English: the operations view.
export const operations = {
  title: "Operations",
  services: "Services",
  ready: "ready",
  notReady: "not ready",
  readLog: "Read what it says:",
  pathNext:
    "First see which service is not ready. docker compose exec rabbitmq rabbitmqctl list_queues " +
    "tells before whom messages wait.",
  unwatched: "This gateway watches no other service. In one process that is right; else name them in GATEWAY_WATCH.",
  path: "Alarm path",
  pathOff: "Heartbeats are turned off (PULSE_PERIOD_MS=0).",
  hop: "Hop",
  took: "Took",
  total: "whole way",
  p99: "99 of 100 within",
  topics: "Messages",
  topic: "Topic",
  messages: "Since the start",
  last: "Last",
  worlds: "Worlds",
  stationsBy: "Stations",
  pages: "Open pages",
  since: "Gateway started",
  events: "Events in memory",
  open: (count: string) => `${count} open`,
  shed: (percent: string) => `${percent} left out`,
};
