// procession find: a shortest sequence of commands to a state of which something holds.
import { Command } from 'commander';
import type { SpaceBound } from '../../../model/bounded/bound.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { widenedFor } from '../../../engines/ask/widened-bound.ts';
import { findShortest } from '../../../engines/ask/find-shortest.ts';
import type { FindOutcome } from '../../../engines/ask/find-shortest.ts';
import { parsePredicate } from '../../../engines/ask/parse-predicate.ts';
import type { Predicate } from '../../../engines/ask/predicate.ts';
import type { Specification } from '../../../model/specification.ts';
import { witnessesWithin } from '../../../model/bounded/witness-search.ts';
import { PACKED_ID_MAX } from '../../../model/bounded/columns.ts';
import { placedProblem, printTrace } from '../../../contract/notation/trace.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { refuseUnwritable, writeOutput } from '../files/output.ts';
import type { BoundFlags } from '../options/bound.ts';
import { boundFrom, OF_NO_SYSTEM, withBound } from '../options/bound.ts';
import { specificationAsked } from '../options/system-kinds.ts';
import { wholeNumber } from '../options/values.ts';
import { printJson, printLines } from '../print.ts';
import { findJson, findLines, namesJson, namesLines, findVerdict } from '../report/find.ts';
import type { Asked } from '../report/find.ts';
import { searchShown } from '../shown-search.ts';

interface FindFlags extends BoundFlags {
  readonly depthMax?: number;
  readonly statesMax?: number;
  readonly list?: true;
  readonly output?: string;
  readonly json?: true;
}

export function findCommand(): Command {
  return withBound(new Command('find'), { setHelp: OF_NO_SYSTEM })
    .argument('[predicate]', 'what is to hold: a small expression, or the name of a witness (docs/ask.md)')
    .option('--list', 'name what can be asked about: fields, words and witnesses')
    .option('--depth-max <n>', 'look at no sequence of more commands', wholeNumber(0, 1e6))
    .option('--states-max <n>', 'stop at so many states', wholeNumber(1, 2 ** 31))
    .option('--output <file>', 'write the sequence to a file, as a trace')
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (text: string | undefined, flags: FindFlags) => {
      process.exitCode = await find(text, flags);
    });
}

const EXAMPLES = `
Where no commands are named, those that what is asked about needs are added to the usual ones.

Examples:
  ${COMMAND_LINE} find 'zombie(3) and parent(3) = 1'
  ${COMMAND_LINE} find 'some p: zombie p and group p != p' --set posix --ids 4
  ${COMMAND_LINE} find 'some group g: count(processes g) = 2 and every p in processes g: zombie p'
  ${COMMAND_LINE} find zombie-keeps-its-group --output zombie.trace
  ${COMMAND_LINE} find --list --set job-control

Exit codes: 0 found, 1 there is none within the bound, 2 misuse (a predicate that makes no sense, too), 3 the search was cut short.`;

async function find(text: string | undefined, flags: FindFlags): Promise<number> {
  const specification = specificationAsked(flags.set);
  if (flags.list) {
    if (text !== undefined) throw new Misuse('--list names what can be asked, and takes no predicate');
    if (flags.json) printJson(namesJson(specification));
    else printLines(namesLines(specification));
    return EXIT_STATUS.pass;
  }
  if (text === undefined)
    throw new Misuse(
      `there is nothing to find: say what is to hold, such as "zombie(3)"; --list names what can be asked`,
    );
  refuseUnwritable('--output', flags.output);
  const asked = askedOf(text, flags, specification);
  const found = await search(asked, flags);
  if (found.outcome === 'found' && flags.output !== undefined)
    writeOutput(flags.output, printTrace(found.steps, specification.vocabulary, [`find ${asked.text}`]));
  const file = found.outcome === 'found' ? flags.output : undefined;
  if (flags.json) printJson(findJson(asked, found, file));
  else printLines(findLines(asked, found, file));
  return EXIT_STATUS[findVerdict(found)];
}

/** The question within its bound; text that makes no sense is misuse. */
function askedOf(text: string, flags: FindFlags, specification: Specification): Asked {
  const parsed = parsePredicate(text, specification);
  if ('problem' in parsed) throw new Misuse(`the predicate, ${placedProblem(parsed.problem)}`);
  const predicate = parsed.value;
  const { commandSet } = specification;
  const asked = boundFrom(flags, { name: 'the model', commandSet }, 'any');
  const wide = widenedFor(asked, specification, predicate);
  refuseBeyond(flags, wide);
  const bound = boundOf(flags, asked, wide);
  refuseUnreachable(predicate, specification, bound);
  return {
    text,
    predicate,
    specification,
    bound,
    lacking: wide.commands.filter((name) => !bound.commands.includes(name)),
  };
}

/** The wide bound, but for what options say otherwise. */
function boundOf(flags: FindFlags, asked: SpaceBound, wide: SpaceBound): SpaceBound {
  const given = Object.entries(asked.amounts).filter(([option]) => option in flags);
  return {
    ...wide,
    amounts: { ...wide.amounts, ...Object.fromEntries(given) },
    commands: flags.commands === undefined ? wide.commands : asked.commands,
  };
}

/** Refuses ids that the predicate names and the bound has not. */
function refuseBeyond({ ids }: FindFlags, wide: SpaceBound): void {
  if (wide.ids > PACKED_ID_MAX)
    throw new Misuse(
      `the predicate names ${wide.ids}, and a search knows ids up to ${PACKED_ID_MAX}: use a smaller one`,
    );
  if (ids !== undefined && wide.ids > ids)
    throw new Misuse(
      `the predicate names ${wide.ids}, which --ids ${ids} leaves out: ask for --ids ${wide.ids}`,
    );
}

/** Refuses a witness that commands named by hand cannot bring about. */
function refuseUnreachable(predicate: Predicate, specification: Specification, bound: SpaceBound): void {
  const within = witnessesWithin(specification, bound);
  const missing = predicate.witnesses.find((name) => !within.includes(name));
  if (missing === undefined) return;
  const { needs = [] } = specification.witnesses[missing];
  throw new Misuse(`${missing} takes ${needs.join(', ')}: name them with --commands, or leave that out`);
}

async function search({ specification, bound, predicate }: Asked, flags: FindFlags): Promise<FindOutcome> {
  const { depthMax, statesMax } = flags;
  return await searchShown('deep', (control) =>
    findShortest(specification, bound, predicate, { ...control, depthMax, statesMax }),
  );
}
