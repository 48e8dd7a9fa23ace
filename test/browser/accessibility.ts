// What people who see, hear or move otherwise run into [WCAG 2.2]: names, contrast, targets, structure; checked in the page.
import type { Page } from "playwright-core";

/** Sentences, one a fault; none where there is nothing to find. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  const [structure, names, contrast] = [
    await page.evaluate(structureFaults),
    await page.evaluate(nameFaults),
    await page.evaluate(contrastFaults),
  ];
  return [...structure, ...names, ...contrast];
}

/** Language, landmarks, headings, ids, order of focus. Runs in the page and must stand alone, as the others below. */
function structureFaults(): string[] {
  const faults: string[] = [];
  if (document.documentElement.lang === "") faults.push("the page names no language [3.1.1]");
  for (const landmark of ["main", "header", "nav"]) {
    if (document.querySelectorAll(landmark).length === 0) faults.push(`no <${landmark}> [1.3.1]`);
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) faults.push(`id "${id}" twice [4.1.2]`);
  for (const { tabIndex, outerHTML } of document.querySelectorAll<HTMLElement>("[tabindex]")) {
    if (tabIndex > 0) faults.push(`order of focus is forced: ${outerHTML.slice(0, 80)} [2.4.3]`);
  }
  for (const { outerHTML } of document.querySelectorAll("img:not([alt]), svg:not([aria-hidden], [role='img'])")) {
    faults.push(`a picture without a name: ${outerHTML.slice(0, 80)} [1.1.1]`);
  }
  for (const { outerHTML } of document.querySelectorAll("th:not([scope]):not(:empty)")) {
    faults.push(`a title of a table that says not of what: ${outerHTML.slice(0, 80)} [1.3.1]`);
  }
  return faults;
}

/** Whatever one can press or fill in has a name, and is large enough to hit. */
function nameFaults(): string[] {
  const faults: string[] = [];
  const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
  for (const element of document.querySelectorAll<HTMLElement>("a, button, input, select, summary, [role='button']")) {
    if (!isShown(element)) continue;
    const labels = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null;
    const words = [element.getAttribute("aria-label"), element.textContent, element.title, labels?.[0]?.textContent];
    const isNamed = words.some((text) => (text ?? "").trim() !== "");
    if (!isNamed) faults.push(`no name: ${element.outerHTML.slice(0, 100)} [4.1.2]`);
    const { width, height } = element.getBoundingClientRect();
    const isInText = element.matches("td a, p a, .skip, input[type='checkbox']");
    const isSmall = width > 0 && (width < 23.5 || height < 23.5) && !isInText;
    if (isSmall)
      faults.push(`hard to hit, ${width.toFixed(0)}×${height.toFixed(0)}: ${element.outerHTML.slice(0, 80)} [2.5.8]`);
  }
  return faults;
}

/** Every visible text against what lies under it: 4.5, and 3 where it is large. */
function contrastFaults(): string[] {
  type Colour = readonly [number, number, number, number];
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const read = (text: string): Colour => {
    if (pen === null) return [0, 0, 0, 1];
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top: Colour, ground: Colour): Colour => {
    const mix = (at: 0 | 1 | 2) => top[at] * top[3] + ground[at] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const light = (colour: Colour) => {
    const linear = (value: number) =>
      value / 255 <= 0.04045 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
  };
  const ratio = (a: Colour, b: Colour) => {
    const [dark, bright] = [light(a), light(b)].sort((x, y) => x - y);
    return ((bright ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
  };
  /** All colours that may lie under it: stripes have two. */
  const groundsOf = (element: Element): Colour[] => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(at);
      const stripes = backgroundImage.match(/rgba?\([^)]+\)/g);
      if (stripes !== null) return stripes.map(read);
      const colour = read(backgroundColor);
      const below = at.parentElement;
      if (colour[3] > 0.99) return [colour];
      if (colour[3] > 0.01) return below === null ? [colour] : groundsOf(below).map((ground) => over(colour, ground));
    }
    return [[255, 255, 255, 1]];
  };
  const faults = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const [text, element] = [node.textContent?.trim() ?? "", node.parentElement];
    if (text === "" || element === null || !element.checkVisibility({ opacityProperty: true })) continue;
    if (element.closest(".unseen, .watermark, noscript, option, .skip, script, [aria-hidden='true']") !== null)
      continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const px = Number.parseFloat(fontSize);
    const least = px >= 24 || (px >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5;
    for (const ground of groundsOf(element)) {
      const found = ratio(over(read(color), ground), ground);
      if (found < least)
        faults.add(
          `contrast ${found.toFixed(1)}, want ${least}: "${text.slice(0, 40)}" in ${element.className || element.tagName} [1.4.3]`,
        );
    }
  }
  return [...faults];
}
