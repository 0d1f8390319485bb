// procession play: type commands, see what they do. The terminal around a play session, or a script piped in.
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { whyNot } from '../../../contract/file-trouble.ts';
import { readRegular } from '../../../counterexample/file/regular-file.ts';
import { writeWhole } from '../../../counterexample/file/store.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import { EXIT_STATUS } from '../exit-codes.ts';
import { PlaySession } from './session.ts';
import type { Files } from './session.ts';
import type { PlayResult, Tone } from './text.ts';
import { printLines, styled } from '../print.ts';
import { openSystem, refuseProfileFor, refuseWithoutSystem, withSystemOptions } from '../options/system.ts';
import type { SystemFlags } from '../options/system.ts';
import { specificationAsked } from '../options/system-kinds.ts';

const PROMPT = '> ';

const STYLES = {
  answer: 'green',
  refusal: 'yellow',
  sentence: 'none',
  change: 'cyan',
  state: 'bold',
  note: 'dim',
  problem: 'red',
  divergence: 'red',
} as const satisfies Readonly<Record<Tone, Parameters<typeof styled>[0]>>;

interface PlayFlags extends SystemFlags {
  readonly sut?: string;
}

export function playCommand(): Command {
  return withSystemOptions(new Command('play'), {
    says: 'the system to run beside the model',
    optional: true,
    set: true,
  })
    .addHelpText('after', EXAMPLES)
    .action(async (flags: PlayFlags) => {
      process.exitCode = await play(flags);
    });
}

const EXAMPLES = `
In it, "help" lists what can be typed, Tab completes, Ctrl-D ends. A script can be piped in:
  printf '1 fork 2\\n2 create_session\\ntree\\n' | ${COMMAND_LINE} play --sut table
  printf '1 fork 2\\n2 setsid\\n1 setpgid 2 1\\n' | ${COMMAND_LINE} play --set posix

Exit codes: 0; of a script, 1 where model and system parted, else 2 where a line made no sense.`;

async function play(flags: PlayFlags): Promise<number> {
  const system = flags.sut === undefined ? undefined : await openSystem(flags.sut, flags);
  const alone = specificationAsked(flags.set, flags.profile);
  if (system === undefined) {
    refuseWithoutSystem(flags);
    refuseProfileFor(alone.commandSet, flags);
  }
  const session = new PlaySession(system, FILES, alone);
  const code =
    process.stdin.isTTY && process.stdout.isTTY
      ? await inTerminal(session, system?.name)
      : await asScript(session);
  const badEnd = system === undefined ? undefined : await closeSystem(system);
  if (badEnd === undefined) return code;
  print({ outcome: 'diverged', lines: [{ tone: 'divergence', text: `FAIL  ${badEnd}` }] });
  return EXIT_STATUS.fail;
}

/** Lines of a file or pipe, each echoed with what came of it. A bad line does not end it. */
async function asScript(session: PlaySession): Promise<number> {
  const outcomes = new Set<PlayResult['outcome']>();
  const tell = (result: PlayResult): void => {
    outcomes.add(result.outcome);
    print(result);
  };
  tell(await session.start());
  for await (const text of createInterface({ input: process.stdin })) {
    printLines([`${PROMPT}${text}`]);
    tell(await session.line(text));
    if (outcomes.has('quit')) break;
  }
  return outcomes.has('diverged')
    ? EXIT_STATUS.fail
    : outcomes.has('problem')
      ? EXIT_STATUS.misuse
      : EXIT_STATUS.pass;
}

async function inTerminal(session: PlaySession, system: string | undefined): Promise<number> {
  const beside = system === undefined ? 'the model alone' : `the model, and ${system} beside it`;
  printLines([styled('dim', `${beside}; "help" says what can be typed, Tab completes, Ctrl-D ends`)]);
  print(await session.start());
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: PROMPT,
    completer: (text: string) => session.complete(text),
  });
  /** Lines can come faster than a system elsewhere answers them. */
  let answered: Promise<void> = Promise.resolve();
  /** Whether Ctrl-C was the last thing typed. */
  let interrupted = false;
  const closed = new Promise<void>((resolve) => terminal.once('close', resolve));
  terminal.on('line', (text) => {
    interrupted = false;
    answered = answered.then(async () => {
      const result = await session.line(text);
      print(result);
      if (result.outcome === 'quit') terminal.close();
      else terminal.prompt();
    });
  });
  terminal.on('SIGINT', () => {
    if (interrupted && terminal.line === '') {
      terminal.close();
      return;
    }
    interrupted = true;
    terminal.write(null, { ctrl: true, name: 'e' });
    terminal.write(null, { ctrl: true, name: 'u' });
    printLines(['', styled('dim', 'Ctrl-C again, Ctrl-D or "quit" ends')]);
    terminal.prompt();
  });
  terminal.prompt();
  await closed;
  await answered;
  printLines(['']);
  return EXIT_STATUS.pass;
}

function print({ lines }: PlayResult): void {
  printLines(lines.map(({ tone, text }) => styled(STYLES[tone], text)));
}

const FILES: Files = {
  read: (path) => named(() => readRegular(path)),
  write: (path, text) => named(() => writeWhole(path, text)),
};

/** Does something with a file; where it fails, in words that say why. */
function named<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw new Error(whyNot(error), { cause: error });
  }
}
