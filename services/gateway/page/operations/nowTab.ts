// Now: replicas and what they take, queues, delays from stage to stage, rates, the alarm path, worlds.
import { modeOf, worldName } from "../app/modes.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { tableOf } from "../parts/blocks.ts";
import { type Child, h, replace } from "../parts/dom.ts";
import { toldIn } from "../parts/told.ts";
import { clockTime, count, day, millis, span } from "../parts/words.ts";
import { bar } from "./bar.ts";
import { Polled } from "./polled.ts";
import { card, refusal, type Tab, waiting } from "./tab.ts";
import type { OperationsAnswer } from "./told.ts";

const EVERY_MS = 2000;

export class NowTab implements Tab {
  #context: ViewContext | undefined;
  readonly #box = h("div", { class: "cards" });
  readonly #polled = new Polled<OperationsAnswer>("/api/operations", EVERY_MS, () => this.update());

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    root.append(this.#box);
    this.#polled.start();
  }

  update(): void {
    const [context, answer] = [this.#context, this.#polled.now];
    if (context === undefined) return;
    const { status, path } = context.state;
    const signature = `${answer?.kind === "told" ? answer.value.nowMs : JSON.stringify(answer)} ${status?.nowMs} ${path?.nowMs}`;
    replace(this.#box, signature, () => [
      ...(answer?.kind === "told" ? cardsOf(answer.value, context) : []),
      answer === undefined && waiting(context),
      answer?.kind === "refused" && refusal(answer, context, () => void this.#polled.ask()),
      pathCard(context),
      worldsCard(context),
    ]);
  }

  unmount(): void {
    this.#polled.stop();
    this.#context = undefined;
  }
}

const head = (name: Child) => h("th", { scope: "row" }, name);
const number = (value: Child, className = "") => h("td", { class: `number ${className}` }, value);
const row = (name: Child, ...values: readonly string[]) => h("tr", {}, head(name), ...values.map((one) => number(one)));

function cardsOf(told: OperationsAnswer, context: ViewContext): readonly HTMLElement[] {
  return [membersCard(told, context), queuesCard(told, context), delaysCard(told, context), ratesCard(told, context)];
}

function membersCard({ members, membersFault, leader, nowMs }: OperationsAnswer, { texts, state }: ViewContext) {
  const { operations } = texts;
  const { services = [], pages = 0 } = state.status ?? {};
  const missing = services.filter(({ ready }) => !ready);
  const several = new Set(members.map(({ version }) => version)).size > 1;
  const rows = members.map(({ instance, service, version, startedMs, takes }) =>
    h(
      "tr",
      {},
      head(service),
      h("td", { class: "wrap" }, instance.replace(`${service}@`, "")),
      h("td", { class: several ? "reason" : "" }, version),
      h("td", {}, takesWords(takes, { service, leads: instance === leader }, operations)),
      number(span(nowMs - startedMs)),
    ),
  );
  const faults = missing.map(({ service, missing: what }) =>
    h(
      "p",
      { class: "hint" },
      h("span", { class: "fault" }, `✗ ${service} ${operations.notReady}: `, ...toldIn(what, texts), ". "),
      `${operations.readLog} `,
      h("code", {}, `docker compose logs --tail 50 ${service}`),
    ),
  );
  return card(
    operations.members,
    operations.memberNote(count(members.length), count(pages)),
    ...faults,
    membersFault !== "" && h("p", { class: "hint fault" }, "✗ ", ...toldIn(membersFault, texts)),
    tableOf(
      [operations.service, operations.replica, operations.version, operations.takes, `>${operations.upFor}`],
      rows,
    ),
  );
}

function takesWords(
  takes: Readonly<Record<string, readonly string[]>>,
  { service, leads }: { readonly service: string; readonly leads: boolean },
  words: ViewContext["texts"]["operations"],
): string {
  if (leads) return words.leads;
  const lists = Object.values(takes);
  if (lists.length === 0) return "";
  const keys = lists.flat().filter((key) => key !== "");
  if (keys.length > 0) return keys.join(" ");
  // It takes packets only while somebody watches a station: that is no standing by.
  return service === "gateway" ? "" : words.standsBy;
}

function queuesCard({ queues, queuesFault, busFault }: OperationsAnswer, { texts }: ViewContext) {
  const { operations } = texts;
  const most = Math.max(1, ...queues.map(({ waiting }) => waiting));
  const rows = queues.map(({ name, kind, isThere, waiting, consumers, trend }) => {
    const alone = isThere && kind !== "dead" && consumers === 0;
    const mark = trend === "growing" ? ` ▲ ${operations.growing}` : trend === "falling" ? " ▼" : "";
    return h(
      "tr",
      {},
      head(kind === "dead" ? operations.tabs.dead : name),
      h("td", { class: "drawn" }, bar([waiting / most], kind === "dead" && waiting > 0 ? "bad" : "")),
      number(isThere ? `${count(waiting)}${mark}` : operations.notThere, trend === "growing" ? "late" : ""),
      number(kind === "dead" ? "" : isThere ? count(consumers) : "–", alone ? "late" : ""),
    );
  });
  const fault = busFault || queuesFault;
  const titles = [operations.queue, "", `>${operations.waiting}`, `>${operations.consumers}`];
  return card(
    operations.queues,
    operations.queueNote,
    fault !== "" && h("p", { class: "hint fault" }, "✗ ", ...toldIn(fault, texts)),
    tableOf(titles, rows),
  );
}

function delaysCard({ delays }: OperationsAnswer, { texts, state }: ViewContext) {
  const { operations } = texts;
  const modes = [...new Set(delays.map(({ mode }) => mode))];
  const shown = modes.find((mode) => mode === modeOf(state.shownWorld())) ?? modes.at(-1);
  const ours = delays.filter(({ mode }) => mode === shown);
  const most = Math.max(1, ...ours.map(({ p99Ms }) => p99Ms));
  const rows = ours.map(({ from, to, count: of, p50Ms, p99Ms }) => {
    const isWhole = from === "sensed" && to === "delivered";
    const name = isWhole ? operations.total : `${operations.stage[from]} → ${operations.stage[to]}`;
    const cells = [
      h("td", { class: "drawn" }, bar([p50Ms / most, p99Ms / most])),
      ...[p50Ms, p99Ms].map((ms) => number(millis(ms))),
    ];
    return h("tr", { class: isWhole ? "sum" : "" }, head(name), ...cells, number(count(of)));
  });
  const titles = [operations.step, "", ">p50", ">p99", `>${operations.ofMessages}`];
  const note = shown === undefined || shown === "live" ? "" : texts.mode[shown].word;
  return card(
    operations.delays,
    note,
    rows.length === 0 ? h("p", { class: "hint" }, operations.noDelays) : tableOf(titles, rows),
  );
}

function ratesCard({ rates }: OperationsAnswer, { texts, state }: ViewContext) {
  const { operations } = texts;
  const topics = state.status?.topics ?? {};
  const nowMs = state.nowMs();
  const rows = rates.map(({ topic, perS10, perS60 }) => {
    const lastMs = topics[topic]?.lastMs;
    return row(topic, rateWords(perS10), rateWords(perS60), lastMs === undefined ? "" : span(nowMs - lastMs));
  });
  const titles = [operations.topic, `>${operations.over10}`, `>${operations.over60}`, `>${operations.last}`];
  return card(operations.topics, operations.perSecond, tableOf(titles, rows));
}

const rateWords = (perS: number) => (perS === 0 ? "·" : perS < 10 ? perS.toFixed(1) : count(Math.round(perS)));

function pathCard({ state, texts }: ViewContext): HTMLElement {
  const { operations } = texts;
  const { path } = state;
  if (path === null) return card(operations.path, "", h("p", { class: "hint" }, operations.pathOff));
  const most = Math.max(1, ...path.hops.map(({ tookMs }) => tookMs));
  const hops = path.hops.map(({ topic, service, tookMs }) =>
    h(
      "tr",
      {},
      head(`${topic} → ${service}`),
      h("td", { class: "drawn" }, bar([tookMs / most])),
      number(millis(tookMs)),
    ),
  );
  const sums = [
    [operations.total, path.tookMs],
    [operations.p99, path.p99Ms],
  ] as const;
  const known = sums.flatMap(([name, ms]) =>
    ms === null ? [] : [h("tr", { class: "sum" }, head(name), h("td", { class: "drawn" }), number(millis(ms)))],
  );
  const next = path.isDown && h("p", { class: "hint" }, operations.pathNext);
  return card(operations.path, "", tableOf([operations.hop, "", `>${operations.took}`], [...hops, ...known]), next);
}

function worldsCard({ state, texts }: ViewContext): HTMLElement {
  const { operations, map } = texts;
  const { status } = state;
  const rows = Object.entries(status?.stations ?? {}).map(([world, counts]) => {
    const present = (["triggered", "shaking", "idle", "silent"] as const).filter((one) => counts[one] > 0);
    const share = status?.shed[world] ?? 0;
    const shed = share > 0 ? ` · ${operations.shed(`${Math.ceil(100 * share)} %`)}` : "";
    return row(
      worldName(world, texts),
      present.map((one) => `${count(counts[one])} ${map.station[one]}`).join(" · ") + shed,
    );
  });
  const facts =
    status === null
      ? []
      : [
          row(operations.since, `${day(status.startedMs)} ${clockTime(status.startedMs)}`),
          row(operations.events, `${count(status.events)} (${operations.open(count(status.openEvents))})`),
        ];
  return card(operations.worlds, "", tableOf([texts.world, `>${operations.stationsBy}`], rows), tableOf([], facts));
}
