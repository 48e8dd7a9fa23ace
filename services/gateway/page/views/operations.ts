// The operations view: what the gateway's status tells about services, the alarm path, messages and worlds.
import type { View, ViewContext } from "../app/viewContext.ts";
import { type Child, h, replace } from "../parts/dom.ts";
import { clockTime, count, day, millis, span } from "../parts/words.ts";

export class OperationsView implements View {
  #context: ViewContext | undefined;
  readonly #box = h("div", { class: "cards" });

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    root.append(h("h1", { class: "unseen" }, context.texts.operations.title), this.#box);
  }

  update(): void {
    const context = this.#context;
    const { status, path } = context?.state ?? {};
    if (context === undefined || !status) return;
    replace(this.#box, `${status.nowMs} ${path?.nowMs}`, () => [
      servicesCard(context),
      pathCard(context),
      worldsCard(context),
      topicsCard(context),
    ]);
  }

  unmount(): void {
    this.#context = undefined;
  }
}

const card = (title: string, ...content: readonly Child[]) =>
  h("section", { class: "card" }, h("h2", {}, title), ...content);
const row = (name: string, ...values: readonly string[]) =>
  h("tr", {}, h("th", { scope: "row" }, name), ...values.map((value) => h("td", { class: "number" }, value)));

function table(titles: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = titles.map((title, at) => h("th", { scope: "col", class: at === 0 ? "" : "number" }, title));
  return h("table", {}, titles.length === 0 ? null : h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows));
}

function servicesCard({ state, texts }: ViewContext): HTMLElement {
  const { services = [], startedMs = 0, pages = 0, events = 0, openEvents = 0 } = state.status ?? {};
  const { operations } = texts;
  const rows = services.map(({ service, ready, missing }) =>
    row(service, ready ? `✓ ${operations.ready}` : `✗ ${operations.notReady}: ${missing}`),
  );
  const broken = services.find(({ ready }) => !ready);
  const next = broken && [`${operations.readLog} `, h("code", {}, `docker compose logs --tail 50 ${broken.service}`)];
  return card(
    operations.services,
    services.length === 0 ? h("p", { class: "hint" }, operations.unwatched) : table([], rows),
    next === undefined ? null : h("p", { class: "hint" }, ...next),
    table(
      [],
      [
        row(operations.since, `${day(startedMs)} ${clockTime(startedMs)}`),
        row(operations.pages, count(pages)),
        row(operations.events, `${count(events)} (${operations.open(count(openEvents))})`),
      ],
    ),
  );
}

function pathCard({ state, texts }: ViewContext): HTMLElement {
  const { operations } = texts;
  const { path } = state;
  if (path === null) return card(operations.path, h("p", { class: "hint" }, operations.pathOff));
  const hops = path.hops.map(({ topic, service, tookMs }) => row(`${topic} → ${service}`, millis(tookMs)));
  const whole = path.tookMs === null ? [] : [row(operations.total, millis(path.tookMs))];
  const most = path.p99Ms === null ? [] : [row(operations.p99, millis(path.p99Ms))];
  const next = path.isDown ? h("p", { class: "hint" }, operations.pathNext) : null;
  return card(operations.path, table([operations.hop, operations.took], [...hops, ...whole, ...most]), next);
}

function worldsCard({ state, texts }: ViewContext): HTMLElement {
  const { operations, map } = texts;
  const rows = Object.entries(state.status?.stations ?? {}).map(([world, counts]) => {
    const present = (["triggered", "shaking", "idle", "silent"] as const).filter((one) => counts[one] > 0);
    const share = state.status?.shed[world] ?? 0;
    const shed = share > 0 ? ` · ${operations.shed(`${Math.ceil(100 * share)} %`)}` : "";
    return row(world, present.map((one) => `${count(counts[one])} ${map.station[one]}`).join(" · ") + shed);
  });
  return card(operations.worlds, table([texts.world, operations.stationsBy], rows));
}

function topicsCard({ state, texts }: ViewContext): HTMLElement {
  const { operations } = texts;
  const nowMs = state.nowMs();
  const rows = Object.entries(state.status?.topics ?? {}).map(([topic, { messages, lastMs }]) =>
    row(topic, count(messages), texts.events.ago(span(nowMs - lastMs))),
  );
  return card(operations.topics, table([operations.topic, operations.messages, operations.last], rows));
}
