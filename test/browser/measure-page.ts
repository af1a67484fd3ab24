import type { Frame, Page } from 'playwright-core';

export interface Measures {
  /** How far the page is wider than its window, in CSS pixels. */
  readonly overflow: number;
  /** The text with the least contrast to what is behind it; WCAG AA asks for 4.5 in small text. */
  readonly leastContrast: { readonly ratio: number; readonly text: string };
  /** Heights of buttons, in CSS pixels. */
  readonly buttonHeights: readonly number[];
  /** Levels of the headings, from top to bottom. */
  readonly headings: readonly number[];
  readonly smallestTextPx: number;
}

/** Runs in the page, which has no types here. The relative luminance is that of WCAG 2.2. */
const measure = `(() => {
  const parse = color => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const channel = value => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const backgroundOf = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const contrastOf = element => {
    const [a, b] = [parse(getComputedStyle(element).color), backgroundOf(element)].map(luminance);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const ownText = element =>
    [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.textContent.trim()).join('');
  const texts = [...document.body.querySelectorAll('*')].filter(element => ownText(element) !== '');
  const contrasts = texts.map(element => ({ ratio: contrastOf(element), text: ownText(element) }));
  const root = document.documentElement;
  return {
    overflow: root.scrollWidth - root.clientWidth,
    leastContrast: contrasts.sort((a, b) => a.ratio - b.ratio)[0],
    buttonHeights: [...document.querySelectorAll('button')].map(button => button.getBoundingClientRect().height),
    headings: [...document.querySelectorAll('h1,h2,h3,h4')].map(heading => Number(heading.tagName[1])),
    smallestTextPx: Math.min(...texts.map(element => parseFloat(getComputedStyle(element).fontSize))),
  };
})()`;

export async function measurePage(page: Page | Frame): Promise<Measures> {
  return await page.evaluate<Measures>(measure);
}
