// A real browser: Debian's chromium, or whichever CHROMIUM_PATH names.
import { spawnSync } from 'node:child_process';
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

/** The path of a Chromium; `undefined` where none was found. */
export const CHROMIUM: string | undefined = (asked === '' ? PLACES : [asked]).find(
  // A distribution may have a script there that only says how to install one.
  (path) => existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0,
);

/** Stands in the name of the tests that need one: where there is none, it says why they do not run. */
export const BROWSER: string =
  CHROMIUM === undefined
    ? "a browser (no Chromium: install Debian's chromium or set CHROMIUM_PATH)"
    : 'a browser';

/** @param more Arguments of the browser's command line. */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(BROWSER);
  return await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...more],
  });
}
