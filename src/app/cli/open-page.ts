// Opens a page in the user's browser.
import { spawn } from 'node:child_process';

/**
 * Starts what `BROWSER` names, or in a terminal the system's own way to open a file; a sentence where that cannot be
 * started. The browser's doings are its own business: nothing is waited for.
 */
export async function openPage(file: string): Promise<string | undefined> {
  const named = process.env['BROWSER'] ?? '';
  if (named === '' && !process.stdout.isTTY) return undefined;
  const [program, ...words] = named === '' ? (OPENERS[process.platform] ?? ['xdg-open']) : [named];
  const child = spawn(program ?? '', [...words, file], { detached: true, stdio: 'ignore' });
  child.unref();
  return await new Promise((resolve) => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', () => resolve(`no browser could be opened: ${program} cannot be started`));
  });
}

const OPENERS: Partial<Readonly<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
