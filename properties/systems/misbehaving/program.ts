// A tiny system over the wire protocol that misbehaves in the one way its first argument names: what the adapter's
// tests are run against. It knows fork, exit and free, and shows pids, parents and states.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

interface Command {
  readonly name: 'fork' | 'exit' | 'free';
  readonly process: number;
  readonly child: number;
}

interface Request {
  readonly id: number;
  readonly method: 'initialize' | 'reset' | 'run' | 'close';
  readonly params: { readonly commands: readonly Command[] };
}

const [, , misbehaviour = 'none', argument = ''] = process.argv;
/** Each process's parent, and whether it is a zombie. */
const table = new Map<number, { parent: number | null; zombie: boolean }>();
let runs = 0;

function is(...names: readonly string[]): boolean {
  return names.includes(misbehaviour);
}

function reset(): void {
  table.clear();
  table.set(1, { parent: null, zombie: false });
}

function say(text: string): void {
  process.stdout.write(text);
}

function reply(id: number | string, result: unknown): void {
  say(`${JSON.stringify({ jsonrpc: '2.0', id, result })}${is('boots-loudly') ? '\r' : ''}\n`);
}

function observe(): unknown {
  if (is('shows-nothing')) return undefined;
  const entries = [...table].map(([pid, { parent, zombie }]) => ({
    pid,
    parent,
    state: zombie ? 'zombie' : 'running',
    ...(is('unknown-field') && { colour: 'red' }),
  }));
  return { processes: entries };
}

function answerTo({ name, process: pid, child }: Command): unknown {
  const me = table.get(pid);
  if (name === 'free') {
    if (me?.zombie !== true) return { refused: 'not-a-zombie' };
    table.delete(pid);
    return { ok: {} };
  }
  if (me === undefined || me.zombie) return { refused: 'not-running' };
  if (name === 'fork') {
    if (table.has(child)) return { refused: true };
    table.set(child, { parent: pid, zombie: false });
    return { ok: { pid: child } };
  }
  if (pid === 1) return { refused: is('wrong-reason') ? 'ESRCH' : 'EPERM' };
  if (!is('wrong-state')) me.zombie = true;
  for (const other of table.values()) if (other.parent === pid) other.parent = 1;
  return is('wrong-sometimes') && runs === 1 ? { ok: { pid } } : { ok: {} };
}

const DEEP = `${'['.repeat(300_000)}${']'.repeat(300_000)}`;

/** A reply of one step, as a line. */
function stepLine(id: number, step: string): string {
  return `{"jsonrpc":"2.0","id":${id},"result":{"steps":[${step}]}}\n`;
}

/** The fault at an exit; true where nothing else is to be said. */
async function goesWrong(id: number): Promise<boolean> {
  switch (misbehaviour) {
    case 'crash':
      process.stderr.write('something\nassertion failed: no such luck\n');
      return process.exit(9);
    case 'signal':
      process.kill(process.pid, 'SIGSEGV');
      return await forever();
    case 'hang':
      return await forever();
    case 'hang-once':
      return runs === 1 ? await forever() : false;
    case 'flood':
      return await pour('x'.repeat(65_536));
    case 'flood-of-lines':
      return await pour('{"jsonrpc":"2.0","id":0,"result":{}}\n');
    case 'garbage':
      say('Segmentation violation, core dumped\n');
      return true;
    case 'bytes':
      process.stdout.write(Buffer.from([0xff, 0xfe, 0x0a]));
      return true;
    case 'half-a-line':
      say('{"jsonrpc":"2.0","id":');
      return await forever();
    case 'half-a-line-and-crash':
      process.stdout.write('{"jsonrpc":"2.0","id":', () => process.exit(0));
      return await forever();
    case 'closes-its-output':
      process.stdout.end();
      return await forever();
    case 'crashes-long-after-its-output':
      process.stdout.end();
      setTimeout(() => process.exit(9), 700);
      return await forever();
    case 'wrong-id':
      reply(id + 1, { steps: [] });
      return true;
    case 'no-reply-form':
      say('[1,2,3]\n');
      return true;
    case 'error':
      say(`{"jsonrpc":"2.0","id":${id},"error":{"code":-32601,"message":"no such command: exit"}}\n`);
      return true;
    case 'deep-answer':
      say(stepLine(id, `{"answer":{"ok":{"deep":${DEEP}}}}`));
      return true;
    case 'deep-observation':
      say(stepLine(id, `{"answer":{"ok":{}},"observation":{"processes":${DEEP}}}`));
      return true;
    case 'crowd': {
      const crowd = Array.from({ length: 200_000 }, (_, index) => `{"pid":${index + 1}}`).join();
      say(stepLine(id, `{"answer":{"ok":{}},"observation":{"processes":[${crowd}]}}`));
      return true;
    }
    case 'too-few-steps':
      reply(id, { steps: [] });
      return true;
    default:
      return false;
  }
}

/** The process stays, and says nothing. */
async function forever(): Promise<boolean> {
  setInterval(() => undefined, 1000);
  return await new Promise<boolean>(() => undefined);
}

/** Writes as fast as it is read, without end. */
async function pour(text: string): Promise<boolean> {
  for (;;)
    if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

async function run(id: number, commands: readonly Command[]): Promise<void> {
  runs += 1;
  if (is('crash-in-batches') && commands.length > 1) process.exit(3);
  if (is('leaves-children') && runs === 1) leaveChildren();
  const steps: unknown[] = [];
  for (const command of commands) {
    if (command.name === 'exit' && (await goesWrong(id))) return;
    const answer = is('unknown-answer') && command.name === 'exit' ? { maybe: 1 } : answerTo(command);
    steps.push({ answer, observation: observe() });
  }
  reply(id, { steps });
  if (is('talks-too-much')) reply(id, { steps });
}

/** One in the process group, one in a session of its own; their pids go to the file named by the argument. */
function leaveChildren(): void {
  const pids = [false, true].map((detached) => {
    const child = spawn('sleep', ['600'], { detached, stdio: 'ignore' });
    child.unref();
    return child.pid;
  });
  writeFileSync(argument, [process.pid, ...pids].join(' '));
}

async function serve({ id, method, params }: Request): Promise<void> {
  switch (method) {
    case 'initialize': {
      if (is('hang-at-start')) return void (await forever());
      const misspelt = is('supports-misspelt') ? ['forkk'] : ['fork', 'exit', 'free'];
      const supports = is('supports-unknown') ? ['fork', 'levitate'] : misspelt;
      return reply(id, {
        protocol: is('other-protocol') ? 2 : 1,
        ...(!is('nameless') && { name: is('name-of-two-lines') ? 'two\nlines' : misbehaviour }),
        version: '1',
        commands: is('other-commands') ? 'posix' : 'hierarchy',
        supports: is('supports-nothing') ? [] : supports,
        ...(is('restarts') && { reset: 'restart' }),
        ...(is('guards') && { guards: [argument], profile: 'linux' }),
      });
    }
    case 'reset':
      if (is('restarts')) process.exit(8);
      if (is('crash-at-reset')) process.exit(4);
      reset();
      if (is('resets-badly') && runs > 0) table.set(9, { parent: 1, zombie: false });
      return reply(id, is('shows-no-start') ? {} : { observation: observe() });
    case 'run':
      return await run(id, params.commands);
    case 'close':
      if (is('hang-at-close')) return void (await forever());
      if (is('crash-at-close')) process.exit(6);
      reply(id, {});
      if (is('stays')) return void (await forever());
      return process.exit(0);
  }
}

if (is('crash-at-once')) {
  process.stderr.write('cannot open the device\n');
  process.exit(7);
}
if (is('flood-at-start')) await pour('booting\n');
if (is('boots-loudly')) say('[    0.000000] Linux version 6.1\r\n42\r\nready\r\n');
if (is('writes-to-stderr')) process.stderr.write('noise\n'.repeat(100_000));
reset();
for await (const line of createInterface({ input: process.stdin })) await serve(JSON.parse(line) as Request);
