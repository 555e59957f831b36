import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** What is wrong with the screen that a page shows now, one readable line each; empty = nothing. */
export type Findings = readonly string[];

export interface GeometryRules {
  /** Controls stand below this share of the height. Source: docs/facts/kiosk.md#reach. */
  readonly controlsFrom: number;
  readonly targetPx: number;
  readonly gapPx: number;
  readonly textPx: number;
}
export const RULES: GeometryRules = { controlsFrom: 0.4, targetPx: 88, gapPx: 8, textPx: 28 };

/**
 * Measures the screen: controls large enough, apart, inside, within reach; text large enough and nowhere cut off; nothing wider than the
 * screen; one heading; a language.
 */
export function geometryFindings(page: Page, rules: GeometryRules): Promise<Findings> {
  return page.evaluate((limits) => {
    const findings: string[] = [];
    const height = window.innerHeight;
    const width = window.innerWidth;
    const name = (element: Element) =>
      element.getAttribute('data-testid') ??
      `${element.tagName}.${String(element.getAttribute('class'))}`;
    const isShown = (element: Element) =>
      element.checkVisibility() && element.closest('[inert]') === null;
    if (document.documentElement.scrollWidth > width)
      findings.push('the page is wider than the screen');
    if (document.documentElement.lang === '') findings.push('the page has no language');
    const headings = [...document.querySelectorAll('h1')].filter((h1) => h1.checkVisibility());
    if (headings.length !== 1)
      findings.push(`${String(headings.length)} headings of the first rank`);

    const controls = [...document.querySelectorAll('button')].filter(isShown);
    const boxes = controls.map((control) => control.getBoundingClientRect());
    for (const [index, control] of controls.entries()) {
      const box = boxes[index] ?? new DOMRect();
      const list = control.closest('.scroller-list');
      if (box.width < limits.targetPx - 0.5 || box.height < limits.targetPx - 0.5) {
        findings.push(`${name(control)} is ${box.width.toFixed(0)} by ${box.height.toFixed(0)}`);
      }
      if (box.left < 0 || box.right > width + 0.5)
        findings.push(`${name(control)} is off the side`);
      const frame = list === null ? box : list.getBoundingClientRect();
      if (frame.bottom > height + 0.5) findings.push(`${name(control)} is below the screen`);
      if (frame.top < height * limits.controlsFrom - 0.5) {
        findings.push(
          `${name(control)} stands at ${((frame.top / height) * 100).toFixed(0)} % of the height`,
        );
      }
      if (
        control.scrollWidth > control.clientWidth + 1 ||
        control.scrollHeight > control.clientHeight + 1
      ) {
        findings.push(`${name(control)} cuts off its text`);
      }
      for (const [other, otherBox] of boxes.entries()) {
        if (other <= index || controls[other]?.closest('.scroller-list') !== list) continue;
        const across = Math.max(box.left - otherBox.right, otherBox.left - box.right);
        const along = Math.max(box.top - otherBox.bottom, otherBox.top - box.bottom);
        if (Math.max(across, along) < limits.gapPx - 0.5) {
          const neighbour = controls[other];
          findings.push(
            `${name(control)} touches ${neighbour === undefined ? '' : name(neighbour)}`,
          );
        }
      }
    }

    for (const region of document.querySelectorAll(
      '.show, .act, .dialog, .footer, .scroller-turn',
    )) {
      if (region.scrollHeight > region.clientHeight + 1) {
        findings.push(
          `${name(region)} holds ${String(region.scrollHeight)} in ${String(region.clientHeight)}`,
        );
      }
      if (region.scrollWidth > region.clientWidth + 1) findings.push(`${name(region)} is too wide`);
    }
    for (const list of document.querySelectorAll('.scroller-list')) {
      if (list.scrollWidth > list.clientWidth + 1) findings.push(`${name(list)} is too wide`);
      if (list.clientHeight < limits.targetPx) findings.push(`${name(list)} has no room`);
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || node.textContent?.trim() === '' || !parent.checkVisibility()) continue;
      if (parent.closest('svg, script, style') !== null) continue;
      const size = Number.parseFloat(getComputedStyle(parent).fontSize);
      if (size < limits.textPx - 0.1)
        findings.push(`"${node.textContent ?? ''}" is ${String(size)} px`);
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.right > width + 0.5 || box.left < -0.5)
        findings.push(`"${node.textContent ?? ''}" runs off the side`);
    }
    return findings;
  }, rules);
}

let axeSource: string | undefined;

/** Loads axe into the page; the page's policy knows no foreign script, so it comes in through the debugger. */
export async function loadAxe(page: Page): Promise<void> {
  axeSource ??= await readFile(
    createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
    'utf8',
  );
  await page.evaluate(axeSource);
}

interface AxeWindow {
  readonly axe: {
    readonly run: (
      context: unknown,
      options: unknown,
    ) => Promise<{
      readonly violations: readonly {
        readonly id: string;
        readonly help: string;
        readonly nodes: readonly {
          readonly target: readonly unknown[];
          readonly failureSummary?: string;
        }[];
      }[];
    }>;
  };
}

/** What axe finds, with the rules of WCAG 2.2 A and AA and its best practices. */
export function axeFindings(page: Page): Promise<Findings> {
  return page.evaluate(async () => {
    const { axe } = window as unknown as AxeWindow;
    // What is still fading in has the contrast of neither what was nor what will be. Endless motion (a scan line) never finishes.
    const finite = document
      .getAnimations()
      .filter((motion) => motion.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map((motion) => motion.finished));
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    );
  });
}
