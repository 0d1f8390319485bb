// A real browser for the page's tests: Debian's chromium, or whichever CHROMIUM_PATH names.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
];

const asked = process.env['CHROMIUM_PATH'] ?? '';

/** Where a Chromium is; `undefined` where none was found. */
export const CHROMIUM: string | undefined = (asked === '' ? PLACES : [asked]).find((path) =>
  existsSync(path),
);

/** Stands in the name of the tests that need one: where there is none, it says why they do not run. */
export const BROWSER: string =
  CHROMIUM === undefined
    ? "a browser (no Chromium: install Debian's chromium or set CHROMIUM_PATH)"
    : 'a browser';

export async function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(BROWSER);
  return await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}
