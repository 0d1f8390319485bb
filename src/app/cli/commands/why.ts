// procession why: whether a command is accepted in a state, by which clauses it is refused, and where it is accepted next.
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { COMMAND_SET_NAMES, commandSetOf, DEFAULT_VOCABULARY, VOCABULARIES } from '../../../command-sets.ts';
import type { Command as ModelCommand, CommandSet } from '../../../contract/command.ts';
import { parseState } from '../../../contract/notation/state.ts';
import type { NotedState } from '../../../contract/notation/state.ts';
import type { Parsed, TraceStep } from '../../../contract/notation/trace.ts';
import {
  firstLineOf,
  parseCommand,
  parseTrace,
  placedProblem,
  printCommand,
} from '../../../contract/notation/trace.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import type { Profile } from '../../../contract/system.ts';
import type { Vocabulary } from '../../../contract/vocabulary.ts';
import { stateReached } from '../../../engines/ask/state-reached.ts';
import { stateNoted } from '../../../engines/ask/noted-state.ts';
import { nearestAcceptance, whyRefused } from '../../../engines/ask/why-refused.ts';
import type { NearestAcceptance } from '../../../engines/ask/why-refused.ts';
import { PACKED_ID_MAX } from '../../../model/bounded/columns.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { readEvidenceFile } from '../files/counterexample.ts';
import { OF_NO_SYSTEM } from '../options/bound.ts';
import { profileOption } from '../options/system.ts';
import { choice, wholeNumber } from '../options/values.ts';
import { printJson, printLines } from '../print.ts';
import { whyJson, whyLines } from '../report/why.ts';
import type { VerdictHere } from '../report/why.ts';
import { searchShown } from '../shown-search.ts';

interface WhyFlags {
  readonly set?: CommandSet;
  readonly profile?: Profile;
  readonly ids?: number;
  readonly depthMax?: number;
  readonly statesMax?: number;
  readonly json?: true;
}

export function whyCommand(): Command {
  return new Command('why')
    .argument(
      '<state>',
      'a trace file, commands with ";" between, or a state in the notation; - for standard input',
    )
    .argument('<command>', 'the command, such as "2 setsid"')
    .addOption(
      choice(
        '--set <commands>',
        `${OF_NO_SYSTEM.replace(/ \(.*/, '')} (default: the first set that has them)`,
        COMMAND_SET_NAMES,
      ),
    )
    .addOption(profileOption('judge by one profile alone: ', ' (default: each, the last one deciding)'))
    .option(
      '--ids <n>',
      'ids of the search for the nearest state (default: as of find)',
      wholeNumber(1, PACKED_ID_MAX),
    )
    .option(
      '--depth-max <n>',
      'look no further for the nearest state than so many commands',
      wholeNumber(0, 1e6),
    )
    .option('--states-max <n>', 'stop looking for it at so many states', wholeNumber(1, 2 ** 31))
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (state: string, command: string, flags: WhyFlags) => {
      process.exitCode = await why(state, command, flags);
    });
}

const EXAMPLES = `
Examples:
  ${COMMAND_LINE} why 's1{ g1: 1 2<1 }' '1 setsid'
  ${COMMAND_LINE} why '1 fork 2; 2 setsid' '1 setpgid 2 1'
  ${COMMAND_LINE} why found.trace '1 free 3'

Exit codes: 0 accepted, 1 refused, or nobody can issue it, 2 misuse.`;

async function why(where: string, text: string, flags: WhyFlags): Promise<number> {
  const asked = askedOf(where, text, flags);
  const verdicts = asked.places.map(({ specification, state }) => ({
    profile: specification.profile,
    ...whyRefused(specification, state, asked.command),
  }));
  const { specification, state } = asked.places.at(-1) as Place;
  const isAccepted = verdicts.at(-1)?.verdict === 'accepted';
  const nearest = isAccepted ? undefined : await search(specification, state, asked.command, flags);
  const told: VerdictHere = { specification, state, command: asked.command, verdicts, nearest };
  if (flags.json) printJson(whyJson(told));
  else printLines(whyLines(told));
  return isAccepted ? EXIT_STATUS.pass : EXIT_STATUS.fail;
}

/** A state by the rules of one profile. */
interface Place {
  readonly specification: Specification;
  readonly state: State;
}

interface AskedCommand {
  readonly command: ModelCommand;
  /** One a profile, in their order. */
  readonly places: readonly Place[];
}

/** The steps to a state, or the state itself. */
type Where = { readonly steps: readonly TraceStep[] } | { readonly noted: NotedState };

function askedOf(where: string, text: string, flags: WhyFlags): AskedCommand {
  const given = isFile(where) ? readEvidenceFile(where).trace : undefined;
  if (given !== undefined && flags.set !== undefined && flags.set !== given.commandSet)
    throw new Misuse(
      `${where} is of the ${given.commandSet} commands, and --set says ${flags.set}: leave that out`,
    );
  const set = given?.commandSet ?? flags.set;
  const ofSet = set === undefined ? VOCABULARIES : VOCABULARIES.filter(({ id }) => id === set);
  const { profile } = flags;
  const candidates = ofSet.filter(({ profiles }) => profile === undefined || profiles.includes(profile));
  if (candidates.length === 0)
    throw new Misuse(`the ${set ?? ''} commands have no profile ${profile ?? ''}: leave --profile out`);
  const problems: string[] = [];
  for (const vocabulary of candidates) {
    const read = askedOfSet(where, given?.steps, text, vocabulary, profile);
    if ('value' in read) return read.value;
    problems.push(read.problem);
  }
  // Tells about the set that is meant where none is said.
  throw new Misuse(problems[Math.max(0, candidates.indexOf(DEFAULT_VOCABULARY))]);
}

/** State and command as those of one set, by one profile or each, or a sentence that says why they are none. */
function askedOfSet(
  where: string,
  steps: readonly TraceStep[] | undefined,
  text: string,
  vocabulary: Vocabulary,
  profile: Profile | undefined,
): { readonly value: AskedCommand } | { readonly problem: string } {
  const at: Parsed<Where> = steps === undefined ? whereIn(where, vocabulary) : { value: { steps } };
  if ('problem' in at) return { problem: `the state, ${placedProblem(at.problem)}` };
  const command = parseCommand(text, vocabulary, 1, VOCABULARIES);
  if ('problem' in command) return { problem: `the command, ${placedProblem(command.problem)}` };
  const places: Place[] = [];
  for (const specification of commandSetOf(vocabulary.id)?.specifications ?? []) {
    if (profile !== undefined && specification.profile !== profile) continue;
    const place = placeOf(at.value, specification);
    if ('problem' in place) return { problem: `the state: ${place.problem}` };
    places.push({ specification, state: place.state });
  }
  return { value: { command: command.value, places } };
}

/** Whether the words name a file: a state begins with its first session, and commands have spaces. */
function isFile(where: string): boolean {
  return where === '-' || existsSync(where) || !(/[{;\s]/.test(where) || where === '');
}

/** Reads a state in the notation, or commands with semicolons or line breaks between, each perhaps with its answer. */
function whereIn(text: string, vocabulary: Vocabulary): Parsed<Where> {
  if (text.includes('{')) {
    const noted = parseState(text);
    return 'problem' in noted ? noted : { value: { noted: noted.value } };
  }
  const lines = text.split(/;|\r\n?|\n/);
  const trace = parseTrace([firstLineOf(vocabulary), ...lines].join('\n'), [vocabulary]);
  if ('value' in trace) return { value: { steps: trace.value.steps } };
  const { line, message } = trace.problem;
  // Commands stand in one line, of which the column is that of the command's first word.
  const before = text.split(/;|\r\n?|\n/).slice(0, line - 2);
  const column = before.reduce((sum, each) => sum + each.length + 1, trace.problem.column);
  return { problem: { line: 1, column, message } };
}

type PlaceRead = { readonly state: State } | { readonly problem: string };

function placeOf(where: Where, specification: Specification): PlaceRead {
  if ('noted' in where) return stateNoted(where.noted, specification);
  const after = stateReached(where.steps, specification);
  if ('state' in after) return after;
  const { place, why } = after;
  const text = printCommand(where.steps[place].command, specification.vocabulary);
  return { problem: `its command ${place + 1}, "${text}", cannot be issued: ${why}` };
}

async function search(
  specification: Specification,
  state: State,
  command: ModelCommand,
  { ids, depthMax, statesMax = STATES_MAX }: WhyFlags,
): Promise<NearestAcceptance> {
  return await searchShown('further', (control) =>
    nearestAcceptance(specification, state, command, { ...control, ids, depthMax, statesMax }),
  );
}

/** The answer itself is there by then: as much as takes some seconds. */
const STATES_MAX = 200_000;
