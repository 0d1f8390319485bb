// Goal: what a terminal shows of progress and what it is told meanwhile stand on lines of their own. Method: standard error taken
// for a terminal, whose writes are kept.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { printProblem } from '../../src/app/cli/print.ts';
import { ProgressLine } from '../../src/app/cli/terminal.ts';

let written = '';

beforeEach(() => {
  written = '';
  vi.stubEnv('TERM', 'xterm');
  Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  Reflect.deleteProperty(process.stderr, 'isTTY');
});

test('a sentence takes the place of the line of progress, which is shown again by the next', () => {
  const line = new ProgressLine();
  line.show('1 of 3');
  printProblem('stopping');
  line.show('2 of 3');
  line.clear();
  printProblem('stopped');
  expect(written).toBe(
    '\r\u001B[K1 of 3\r\u001B[Kprocession: stopping\n\r\u001B[K2 of 3\r\u001B[Kprocession: stopped\n',
  );
});
