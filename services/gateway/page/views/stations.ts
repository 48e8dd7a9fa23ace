// The stations view: the list of all of them, or all about the one that the address names.
import type { View, ViewContext } from "../app/viewContext.ts";
import { StationList } from "../stations/stationList.ts";
import { StationPage } from "../stations/stationPage.ts";

export class StationsView implements View {
  #context: ViewContext | undefined;
  #root: HTMLElement | undefined;
  #list: StationList | undefined;
  #page: StationPage | undefined;

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    this.#root = root;
  }

  update(): void {
    const { route } = this.#context ?? {};
    if (route === undefined) return;
    const key = this.#keyOf(route().id);
    if (key === undefined) this.#showList();
    else this.#showPage(key);
    this.#list?.update();
    this.#page?.update();
  }

  tick(): void {
    this.#list?.tick();
    this.#page?.tick();
  }

  unmount(): void {
    this.#page?.close();
    this.#page = undefined;
    this.#list = undefined;
    this.#context = undefined;
  }

  /** An address may leave the world out: then it is the one that is shown. */
  #keyOf(id: string): string | undefined {
    if (id === "" || this.#context === undefined) return undefined;
    return id.includes("/") ? id : `${this.#context.state.shownWorld()}/${id}`;
  }

  #showList(): void {
    if (this.#context === undefined) return;
    this.#page?.close();
    this.#page = undefined;
    // Kept as it was left: filter, order and place.
    this.#list ??= new StationList(this.#context);
    this.#put(this.#list.element);
  }

  #showPage(key: string): void {
    if (this.#context === undefined || this.#page?.key === key) return;
    this.#page?.close();
    this.#page = new StationPage(this.#context, key);
    this.#put(this.#page.element);
  }

  #put(element: HTMLElement): void {
    if (this.#root !== undefined && element.parentElement !== this.#root) this.#root.replaceChildren(element);
  }
}
