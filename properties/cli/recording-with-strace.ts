// Recordings by strace itself, where it is there and may trace.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'vitest';
import { LAUNCHER } from '../support/procession.ts';

/** The reason that nothing can be recorded with strace here. */
function whyNoStrace(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-DDD', '-o', '/dev/null', '--', 'strace', '-V'], {
    encoding: 'utf8',
  });
  if (error !== undefined) return 'no strace here';
  return status === 0 ? undefined : `strace cannot trace here: ${stderr.trim()}`;
}

export function needsStrace(context: TestContext): void {
  const why = whyNoStrace();
  if (why !== undefined) context.skip(why);
}

/** Starts `procession record`; its output so far is in `said`. */
export function started(folder: string, words: readonly string[]) {
  const child = spawn(process.execPath, [LAUNCHER, 'record', ...words], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said.err += text.toString()));
  return { child, said };
}

export async function untilSaid(
  { child, said }: ReturnType<typeof started>,
  key: 'out' | 'err',
  pattern: RegExp,
) {
  const stream = key === 'out' ? child.stdout : child.stderr;
  for (;;) {
    const found = pattern.exec(said[key]);
    if (found !== null) return found;
    await once(stream, 'data');
  }
}

export async function codeAtEnd(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}
