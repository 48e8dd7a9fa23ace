// The event view: past events beside all about one of them; on a narrow screen one or the other.
import type { View, ViewContext } from "../app/viewContext.ts";
import { EventList } from "../event/eventList.ts";
import { EventPage } from "../event/eventPage.ts";

export class EventsView implements View {
  #parts: { readonly context: ViewContext; readonly list: EventList; readonly page: EventPage } | undefined;

  mount(root: HTMLElement, context: ViewContext): void {
    const [list, page] = [new EventList(context), new EventPage(context)];
    this.#parts = { context, list, page };
    root.append(list.element, page.element);
  }

  update(): void {
    if (this.#parts === undefined) return;
    const { context, list, page } = this.#parts;
    const { state, route } = context;
    const { id } = route();
    // Without an address of its own the one that the map shows, where there is room for both.
    const shown = id === "" ? state.shownEvent(state.shownWorld())?.eventId : id;
    page.element.toggleAttribute("data-chosen", id !== "");
    list.element.toggleAttribute("data-behind", id !== "");
    list.update(shown ?? "");
    page.element.hidden = shown === undefined;
    if (shown !== undefined) page.show(shown);
  }

  tick(): void {
    this.#parts?.page.tick();
  }

  unmount(): void {
    this.#parts?.page.close();
    this.#parts = undefined;
  }
}
