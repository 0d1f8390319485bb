// The form that the record of a concurrent run must have before it can be judged: its shape, its counter, its end. Each
// problem is a sentence that begins with "it". The steps are looked at in steps-problem.ts.
import { describeValue } from '../foreign-value.ts';
import { counted } from '../format-numbers.ts';
import { answerProblem, observationProblem } from '../observation/form.ts';
import type { BranchCommand } from './program.ts';
import { isObserve } from './program.ts';
import type { AskedRun, CommandRun, ConcurrentRun } from './run.ts';
import { RUN_ENDS } from './run.ts';
import type { Members } from './steps-problem.ts';
import { CALL_POINT } from './stepper.ts';
import { isObject, isPoint, stepsProblem } from './steps-problem.ts';

/** The reason that a value is no run of the program, in a sentence; `undefined` where it is one. Never throws. */
export function runProblem(run: unknown, asked: AskedRun): string | undefined {
  try {
    return problemOf(run, asked);
  } catch {
    return 'it tells of its run what cannot be read'; // A getter or a proxy of it throws.
  }
}

function problemOf(run: unknown, asked: AskedRun): string | undefined {
  if (!isObject(run)) return `its run must be an object, not ${describeValue(run)}`;
  if ('then' in run) return 'it gives a promise of a promise as its run';
  return (
    prefixProblem(run, asked) ??
    branchesProblem(run, asked) ??
    endProblem(run as unknown as ConcurrentRun, asked) ??
    stepsProblem(run as unknown as ConcurrentRun, asked)
  );
}

function prefixProblem({ prefix }: Members, { program }: AskedRun): string | undefined {
  if (!Array.isArray(prefix))
    return `the prefix of its run must be a list of answers, not ${describeValue(prefix)}`;
  if (prefix.length !== program.prefix.length)
    return `it gave ${counted(prefix.length, 'answer')} for ${counted(program.prefix.length, 'command')} of the prefix`;
  for (const [index, answer] of prefix.entries()) {
    const problem = answerProblem(answer);
    if (problem !== undefined) return `${problem} (command ${index + 1} of the prefix)`;
  }
  return undefined;
}

function branchesProblem({ branches }: Members, { program }: AskedRun): string | undefined {
  if (!Array.isArray(branches))
    return `the branches of its run must be a list, not ${describeValue(branches)}`;
  if (branches.length !== program.branches.length)
    return `it gave ${counted(branches.length, 'branch', 'branches')} for ${program.branches.length}`;
  for (const [index, commands] of program.branches.entries()) {
    const runs: unknown = branches[index];
    const name = `branch ${index + 1}`;
    if (!Array.isArray(runs)) return `${name} of its run must be a list, not ${describeValue(runs)}`;
    if (runs.length !== commands.length)
      return `it gave ${counted(runs.length, 'entry', 'entries')} for ${counted(commands.length, 'command')} of ${name}`;
    const problem = branchProblem(commands, runs, name);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function branchProblem(
  commands: readonly BranchCommand[],
  runs: readonly unknown[],
  name: string,
): string | undefined {
  let before: CommandRun | undefined;
  for (const [index, command] of commands.entries()) {
    const problem = commandProblem(command, runs[index], before);
    if (problem !== undefined) return `${problem} (command ${index + 1} of ${name})`;
    before = runs[index] as CommandRun;
  }
  return undefined;
}

const MEMBERS = ['called', 'answered', 'answer', 'observation'];

/** The fault of what is told of one command; `before`: of the command before it in its branch. */
function commandProblem(
  command: BranchCommand,
  run: unknown,
  before: CommandRun | undefined,
): string | undefined {
  if (!isObject(run)) return `its record of a command must be an object, not ${describeValue(run)}`;
  const unknown = Object.keys(run).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined)
    return `it tells of a command ${describeValue(unknown)}, which is none of ${MEMBERS.join(', ')}`;
  const { called, answered } = run;
  for (const time of [called, answered]) {
    if (time !== undefined && (!Number.isSafeInteger(time) || (time as number) < 0))
      return `its counter must give whole numbers from 0, not ${describeValue(time)}`;
  }
  return orderProblem(run, before) ?? outcomeProblem(command, run);
}

function orderProblem({ called, answered }: CommandRun, before: CommandRun | undefined): string | undefined {
  if (called === undefined)
    return answered === undefined ? undefined : 'it answered a command that it never called';
  if (answered !== undefined && answered < called)
    return `it answered a command at ${answered} that it called at ${called}, which is later`;
  if (before === undefined) return undefined;
  if (before.answered === undefined) return 'it called a command before the one above it had answered';
  return called < before.answered
    ? `it called a command at ${called} before the one above it had answered, at ${before.answered}`
    : undefined;
}

function outcomeProblem(
  command: BranchCommand,
  { answered, answer, observation }: Members,
): string | undefined {
  const [wanted, other] = isObserve(command) ? ['observation', 'answer'] : ['answer', 'observation'];
  const outcome = isObserve(command) ? observation : answer;
  if ((isObserve(command) ? answer : observation) !== undefined)
    return `it gave an ${other} where an ${wanted} belongs`;
  if (answered === undefined)
    return outcome === undefined ? undefined : `it gave an ${wanted}, and not when it came ("answered")`;
  if (outcome === undefined) return `it told when the ${wanted} came, and no ${wanted}`;
  return isObserve(command) ? observationProblem(outcome) : answerProblem(outcome);
}

function endProblem(run: ConcurrentRun, asked: AskedRun): string | undefined {
  const { ended, observation, at } = run;
  if (!RUN_ENDS.includes(ended))
    return `it ended its run with ${describeValue(ended)}, which is none of ${RUN_ENDS.join(', ')}`;
  if (ended === 'limit' && asked.schedule === undefined)
    return 'it ended a free run at the limit, which counts steps';
  if (ended !== 'done') {
    if (observation !== undefined) return `it shows a state after a ${ended}, when nothing is at rest`;
    return placesProblem(at, run, asked);
  }
  if (at !== undefined) return 'it tells where branches stand ("at") in a run that is done';
  if (observation === undefined) return 'it shows no state ("observation") after a run that is done';
  const unanswered = run.branches.map((_, branch) => unansweredProblem(run, branch, asked));
  return observationProblem(observation) ?? unanswered.find((problem) => problem !== undefined);
}

/** A branch that has ended must have answered all of its commands, if its process has not been ended. */
function unansweredProblem(
  { branches }: ConcurrentRun,
  branch: number,
  { program, mayGoUnanswered = () => false }: AskedRun,
): string | undefined {
  const index = branches[branch].findIndex(({ answered }) => answered === undefined);
  if (index === -1) return undefined;
  const command = program.branches[branch][index];
  return isObserve(command) || !mayGoUnanswered(command)
    ? `branch ${branch + 1} has ended, and its command ${index + 1} has not answered`
    : undefined;
}

/** The fault of what is told of where the branches stand, at a deadlock or at the limit. */
function placesProblem(at: unknown, run: ConcurrentRun, asked: AskedRun): string | undefined {
  if (!Array.isArray(at))
    return `it must tell where each branch stands ("at") after a ${run.ended}, not ${describeValue(at)}`;
  if (at.length !== run.branches.length)
    return `it tells where ${at.length} branches stand, and there are ${run.branches.length}`;
  for (const [index, place] of (at as readonly unknown[]).entries()) {
    const problem =
      placeProblem(place, index, run) ?? (place === null ? unansweredProblem(run, index, asked) : undefined);
    if (problem !== undefined) return problem;
  }
  return at.every((place) => place === null)
    ? `it ended with a ${run.ended}, and all branches have ended`
    : undefined;
}

function placeProblem(place: unknown, index: number, { branches, steps }: ConcurrentRun): string | undefined {
  if (place === null) return undefined;
  const branch = index + 1;
  if (!isPoint(place))
    return `the point where branch ${branch} stands must be a text or null, not ${describeValue(place)}`;
  const next = branches[index].find(({ answered }) => answered === undefined);
  const stands = `it lets branch ${branch} stand at ${describeValue(place)}, and`;
  if (next === undefined) return `${stands} all of its commands have answered`;
  if (steps === undefined || (place === CALL_POINT) === (next.called === undefined)) return undefined;
  return `${stands} the command there ${place === CALL_POINT ? 'has been called' : 'was never called'}`;
}
