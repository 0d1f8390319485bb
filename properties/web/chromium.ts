// Pages in a real browser, for their tests.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { temporaryFolder } from '../support/procession.ts';

/**
 * Opens a document; afterwards no exception may have been thrown in it, and nothing been asked of the network. The browser's messages on its console are not judged: wording and moment are the browser's, and change with its version.
 */
export async function lookAt(
  browser: Browser,
  document: string,
  look: (page: Page) => Promise<void>,
  {
    folder,
    options = {},
    hash = '',
  }: {
    readonly folder: string;
    readonly options?: Parameters<Browser['newPage']>[0];
    readonly hash?: string;
  },
): Promise<void> {
  const file = join(folder, 'page.html');
  writeFileSync(file, document);
  const address = pathToFileURL(file).href;
  const page = await browser.newPage(options);
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    if (![address, 'data:', 'blob:null/'].some((own) => request.url().startsWith(own)))
      trouble.push(request.url());
  });
  await page.goto(address + hash);
  await look(page);
  expect(trouble).toEqual([]);
  await page.close();
}

/** A browser for the tests of the suite that calls this; the function opens a document in it, as {@link lookAt} does. */
export function browserOfSuite(): (
  document: string,
  look: (page: Page) => Promise<void>,
  how?: Omit<Parameters<typeof lookAt>[3], 'folder'>,
) => Promise<void> {
  const folder = temporaryFolder();
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    folder[Symbol.dispose]();
  });
  return async (document, look, how = {}) =>
    await lookAt(browser, document, look, { folder: folder.path, ...how });
}

/** Run in the page: the texts whose colour is too near to what is behind them. */
export const LOW_CONTRAST = `(() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = parse(getComputedStyle(at).backgroundColor);
      if (a > 0.5) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')) continue;
    if (!element.checkVisibility() || element.closest('script, :disabled, .spoken')) continue;
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) low.push(element.textContent + ' ' + contrast.toFixed(2));
  }
  return low;
})()`;
