// Run as a process of its own: loads a module of the user's and answers the harness for the system that it exports, over
// descriptors 3 (requests) and 4 (replies), so that the module has its standard output to itself. Before each method
// that it enters alone it names it, so that the harness knows where the process hung or ended.
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import { runProblem } from '../../contract/concurrent/run-problem.ts';
import { answerProblem, observationProblem } from '../../contract/observation/form.ts';
import type { Vocabularies } from '../../contract/vocabulary.ts';
import type { Answer, Command } from '../../contract/command.ts';
import { describeThrown, isInstance } from '../../contract/foreign-value.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { SystemMethod } from '../../contract/trouble.ts';
import { drawsFrom, runFreely } from '../free-runs.ts';
import { LineReader } from '../process/line-reader.ts';
import { introductionOf, loadSystem, NoModule, Unplaced } from './load.ts';
import type { HostedSystem } from './load.ts';

const REQUESTS = 3;
const REPLIES = 4;
const REQUEST_MAX_BYTES = 256 * 1024 * 1024;

interface Params {
  readonly commands: readonly Command[];
  readonly path: readonly Command[];
  readonly forget: readonly number[];
  readonly restore?: number;
  readonly command?: Command;
  readonly observe: boolean;
  readonly snapshot: boolean;
  readonly vocabularies: Vocabularies;
  readonly prefix: readonly Command[];
  readonly branches: ConcurrentProgram['branches'];
  readonly schedule?: Schedule;
  readonly limit?: number;
}

interface Request {
  readonly id: number;
  readonly method:
    | 'initialize'
    | 'reset'
    | 'run'
    | 'runConcurrent'
    | 'self_check'
    | 'step'
    | 'try_each'
    | 'close';
  readonly params: Params;
}

const [, , file, path] = process.argv;
let system: HostedSystem;
const snapshots = new Map<number, unknown>();
let snapshotsTaken = 0;
/** Each process draws the same turns: a run differs from the one before it, and not from start to start. */
const turns = drawsFrom(1);

/** Writes the whole of a line; the descriptor blocks. */
function say(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(REPLIES, bytes, at);
}

/** The world got in the way of one of the system's methods. */
class Hindered extends Error {
  readonly method: SystemMethod;

  constructor(method: SystemMethod, cause: Hindrance) {
    super(cause.message, { cause });
    this.method = method;
  }
}

/** Runs one method of the system; what it throws becomes trouble in that method. */
async function within<Result>(
  method: SystemMethod,
  call: () => Result | Promise<Result>,
  announced = true,
): Promise<Result> {
  if (announced) say(`"${method}"`);
  try {
    return await call();
  } catch (error) {
    if (isInstance(error, Hindrance)) throw new Hindered(method, error);
    throw isInstance(error, Trouble) ? error : new Trouble(describeThrown(error), { method, threw: true });
  }
}

/** A command's answer as JSON. */
function apply(command: Command, announced?: boolean): Promise<string> {
  return within('apply', () => checkedAnswer(system.apply(command)), announced);
}

function checkedAnswer(answer: Answer | Promise<Answer>): string | Promise<string> {
  if (system.asynchronous === true) return Promise.resolve(answer).then(answerText);
  return answerText(answer as Answer);
}

function answerText(answer: Answer): string {
  const problem = answerProblem(answer);
  if (problem !== undefined) throw new Trouble(problem, { method: 'apply' });
  return JSON.stringify('ok' in answer ? { ok: answer.ok } : { refused: answer.refused });
}

/** The observation, as JSON. */
function observe(announced?: boolean): Promise<string> {
  const text = (shown: unknown): string => {
    const problem = observationProblem(shown);
    if (problem !== undefined) throw new Trouble(problem, { method: 'observe' });
    return JSON.stringify(shown);
  };
  return within(
    'observe',
    () => {
      const shown = system.observe();
      return system.asynchronous === true ? Promise.resolve(shown).then(text) : text(shown);
    },
    announced,
  );
}

/** The members of a result, each as JSON already. */
type Members = Readonly<Record<string, string>>;

/** Does what is asked. Anything collected in `members` by the time it throws is told all the same. */
async function serve({ method, params }: Request, members: Record<string, string>): Promise<void> {
  switch (method) {
    case 'initialize': {
      say('"import"');
      system = await loadSystem(file, path, params.vocabularies);
      members['about'] = JSON.stringify(introductionOf(system, path));
      return;
    }
    case 'reset':
      await within('reset', () => system.reset());
      members['observation'] = await observe();
      return;
    case 'run':
      return await run(params.commands, members);
    case 'runConcurrent':
      return await runConcurrent(params, members);
    case 'self_check':
      members['sentences'] = JSON.stringify(await within('selfCheck', () => system.selfCheck?.() ?? []));
      return;
    case 'step':
      return await step(params, members);
    case 'try_each':
      return await run(params.commands, members, () => goTo(params));
    case 'close':
      await within('close', () => system.close?.());
  }
}

/** Puts the system into a state: of a snapshot, or where a path leads. */
async function goTo({ restore, path }: Params): Promise<void> {
  if (restore !== undefined) {
    await within('restore', () => system.restore?.(snapshots.get(restore)), false);
    return;
  }
  await within('reset', () => system.reset(), false);
  for (const command of path) await apply(command, false);
}

/**
 * Runs commands one after the other, or each from one state. A single one is what somebody asks who wants to know where
 * it goes wrong.
 */
async function run(
  commands: readonly Command[],
  members: Record<string, string>,
  before?: () => Promise<void>,
): Promise<void> {
  const announced = commands.length === 1;
  let steps = '';
  members['steps'] = '[]';
  for (const command of commands) {
    await before?.();
    const answer = await apply(command, announced);
    const observation = await observe(announced);
    steps += `${steps === '' ? '' : ','}{"answer":${answer},"observation":${observation}}`;
    members['steps'] = `[${steps}]`;
  }
}

/** The members of a run that are told. */
const RUN_MEMBERS = ['prefix', 'branches', 'ended', 'observation', 'at', 'steps'] as const;

/** Runs a program of branches; one that answers later and has no method for it gets its commands from here. */
async function runConcurrent(params: Params, members: Record<string, string>): Promise<void> {
  const { prefix, branches, schedule, limit } = params;
  const program = { prefix, branches };
  await within('runConcurrent', async () => {
    const run =
      typeof system.runConcurrent === 'function'
        ? await system.runConcurrent(program, schedule, limit)
        : await runFreely(system, program, turns);
    const asked = { program, ...(schedule && { schedule }), ...(limit !== undefined && { limit }) };
    // The judge of the run knows which commands may go unanswered.
    const problem = runProblem(run, { ...asked, mayGoUnanswered: () => true });
    if (problem !== undefined) throw new Trouble(problem, { method: 'runConcurrent' });
    for (const name of RUN_MEMBERS) if (run[name] !== undefined) members[name] = JSON.stringify(run[name]);
  });
}

async function step(params: Params, members: Record<string, string>): Promise<void> {
  for (const number of params.forget) snapshots.delete(number);
  const { restore, command } = params;
  if (restore !== undefined) await within('restore', () => system.restore?.(snapshots.get(restore)));
  if (command !== undefined) members['answer'] = await apply(command);
  if (params.observe) members['observation'] = await observe();
  if (!params.snapshot) return;
  snapshotsTaken += 1;
  snapshots.set(snapshotsTaken, await within('snapshot', () => system.snapshot?.()));
  members['snapshot'] = String(snapshotsTaken);
}

async function reply(request: Request): Promise<void> {
  const members: Record<string, string> = {};
  try {
    await serve(request, members);
  } catch (error) {
    if (error instanceof NoModule) members['problem'] = JSON.stringify(error.message);
    else if (error instanceof Hindered) {
      const { method, message: sentence } = error;
      members['trouble'] = JSON.stringify({ method, threw: true, sentence, hindered: true });
    } else if (error instanceof Trouble) {
      const { method, threw, message: sentence } = error;
      members['trouble'] = JSON.stringify({ method, threw, sentence });
    } else {
      process.off('uncaughtException', uncaught);
      throw error instanceof Unplaced ? error.cause : error;
    }
  }
  say(`{"jsonrpc":"2.0","id":${request.id},"result":${objectOf(members)}}`);
  if (request.method === 'close') process.exit(0);
}

function objectOf(members: Members): string {
  return `{${Object.entries(members)
    .map(([name, json]) => `"${name}":${json}`)
    .join()}}`;
}

/** An error that nobody caught may have come from anywhere: the process ends, with the last word on standard error. */
function uncaught(error: unknown): void {
  writeSync(2, `an exception that nobody caught: ${describeThrown(error)}\n`);
  process.exit(1);
}

process.on('uncaughtException', uncaught);
const lines = new LineReader(REQUEST_MAX_BYTES);
let served: Promise<void> = Promise.resolve();
const requests = new Socket({ fd: REQUESTS, readable: true, writable: false });
requests.on('data', (chunk: Buffer) => {
  lines.read(chunk, (line) => {
    served = served.then(() => reply(JSON.parse(line) as Request));
  });
});
// The harness is gone.
requests.on('end', () => process.exit(0));
