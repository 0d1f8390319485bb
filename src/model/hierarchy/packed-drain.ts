// The way back to init alone over packed states: what drain.ts says, as labels.
import { INIT } from '../../contract/command.ts';
import type { Command } from '../../contract/command.ts';
import { printCommand } from '../../contract/notation/trace.ts';
import { PackedModel } from './packed-rules.ts';
import { decodeState, GROUP_HANDLES, SESSION_HANDLES, THREAD_OF } from '../bounded/cells.ts';
import type { Alphabet } from '../bounded/alphabet.ts';
import { argumentAt } from '../bounded/alphabet.ts';
import type { SpaceModel } from '../bounded/bounded-model.ts';
import type { Specification } from '../specification.ts';

/** The labels of the commands that drain a model's current state, in order. */
export function drainLabels(
  { drainOf }: Specification,
  model: SpaceModel,
  alphabet: Alphabet,
): readonly number[] {
  if (model instanceof PackedModel) return packedDrain(model, alphabet);
  const labels = labelsByText(alphabet);
  return drainOf(decodeState(model.cells)).map((command) => labels.get(printCommand(command)) as number);
}

const TEXTS = new WeakMap<Alphabet, ReadonlyMap<string, number>>();

function labelsByText(alphabet: Alphabet): ReadonlyMap<string, number> {
  const known = TEXTS.get(alphabet);
  if (known !== undefined) return known;
  const labels = new Map(alphabet.commands.map((command, label) => [printCommand(command), label]));
  TEXTS.set(alphabet, labels);
  return labels;
}

function packedDrain(model: PackedModel, alphabet: Alphabet): readonly number[] {
  const { cells, running, dead, groups, sessions } = model;
  const at = labelsById(alphabet);
  const drain: number[] = [];
  const eachOf = (set: number, visit: (id: number) => void): void => {
    for (let id = INIT; set >>> id !== 0; id += 1) if ((set >>> id) & 1) visit(id);
  };
  const add = (label: number | undefined): void => void drain.push(label as number);
  eachOf(running & ~(1 << INIT), (pid) => add(at.exit[pid]));
  eachOf((running | dead) & ~(1 << INIT), (pid) => add(at.free[pid]));
  eachOf(model.inUse, (tid) => {
    if (cells[THREAD_OF + tid] === INIT) add(at.exit_thread[tid]);
  });
  eachOf(groups, (pgid) => {
    for (let held = cells[GROUP_HANDLES + pgid]; held > 0; held -= 1) add(at.release_group[pgid]);
  });
  eachOf(sessions, (sid) => {
    for (let held = cells[SESSION_HANDLES + sid]; held > 0; held -= 1) add(at.release_session[sid]);
  });
  return drain;
}

type Draining = 'exit' | 'free' | 'exit_thread' | 'release_group' | 'release_session';
type LabelsById = Readonly<Record<Draining, readonly number[]>>;

const LABELS = new WeakMap<Alphabet, LabelsById>();

/** By command and id; threads end with code 0. */
function labelsById(alphabet: Alphabet): LabelsById {
  let labels = LABELS.get(alphabet);
  if (labels === undefined) {
    const of = (name: Draining): readonly number[] => {
      const byId: number[] = [];
      alphabet.commands.forEach((command, label) => {
        if (command.name === name && !isWithCode(command)) byId[firstArgument(command)] = label;
      });
      return byId;
    };
    labels = {
      exit: of('exit'),
      free: of('free'),
      exit_thread: of('exit_thread'),
      release_group: of('release_group'),
      release_session: of('release_session'),
    };
    LABELS.set(alphabet, labels);
  }
  return labels;
}

function firstArgument(command: Command): number {
  return argumentAt(command, 0);
}

function isWithCode(command: Command): boolean {
  return command.name === 'exit_thread' && command.code !== 0;
}
