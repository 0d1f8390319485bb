// The coverage of a campaign: commands, refusals, which of them decided alone, witnesses. A green run that never saw
// something says so by name.
import type { Command, CommandName } from '../contract/command.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Step } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import type { State } from '../model/state.ts';
import { transitionClassOf } from './transition-classes.ts';

/** The number of times that one refusal of one command applied, and how often it alone. */
interface RefusalCount {
  readonly times: number;
  readonly alone: number;
}

/** The number of times that one command was accepted and refused. */
export interface CommandCount {
  readonly accepted: number;
  readonly refused: number;
  readonly refusals: Readonly<Record<Refusal, RefusalCount>>;
}

/** The largest of what was met, each by itself. */
export interface Sizes {
  /** Unfreed processes at once, zombies and init included. */
  readonly processes: number;
  readonly groups: number;
  readonly sessions: number;
  /** Commands of the longest run, those of its drain included. */
  readonly commands: number;
}

interface Tally {
  accepted: number;
  refused: number;
  refusals: Map<Refusal, { times: number; alone: number }>;
}

/** Counts agreed steps. O(1) each once every witness was seen. */
export class Coverage {
  /** The specification of the command set that is counted. */
  readonly specification: Specification;
  readonly #tallies: ReadonlyMap<CommandName, Tally>;
  readonly #witnesses = new Map<string, number>();
  #unseen: readonly string[];
  #commands = 0;
  readonly #sizes = { processes: 0, groups: 0, sessions: 0, commands: 0 };
  #refused = 0;
  readonly #classes: Map<string, number> | undefined;

  constructor(
    specification: Specification,
    commands: readonly CommandName[],
    { classes = false }: { readonly classes?: boolean | undefined } = {},
  ) {
    this.specification = specification;
    this.#classes = classes ? new Map() : undefined;
    this.#tallies = new Map(
      commands.map((name) => {
        const refusals = new Map(
          specification.refusalsPossible(name).map((refusal) => [refusal, { times: 0, alone: 0 }]),
        );
        return [name, { accepted: 0, refused: 0, refusals }];
      }),
    );
    this.#unseen = witnessesFor(specification, commands);
  }

  /** The command set's witnesses. */
  get witnessNames(): readonly string[] {
    return Object.keys(this.specification.witnesses);
  }

  /** Commands counted. */
  get commands(): number {
    return this.#commands;
  }

  /** Those of them that were refused. */
  get refused(): number {
    return this.#refused;
  }

  get sizes(): Sizes {
    return this.#sizes;
  }

  /** A run is over, after so many commands. */
  noteRun(commands: number): void {
    this.#sizes.commands = Math.max(this.#sizes.commands, commands);
  }

  /** Counts one step on which both sides agreed. A property, so that it can be handed to a run as it is. */
  readonly note = (before: State, command: Command, step: Step): void => {
    this.#commands += 1;
    if (this.#classes !== undefined) {
      const name = transitionClassOf(before, command, step);
      this.#classes.set(name, (this.#classes.get(name) ?? 0) + 1);
    }
    const sizes = this.#sizes;
    sizes.processes = Math.max(sizes.processes, step.next.processes.size);
    sizes.groups = Math.max(sizes.groups, step.next.groups.size);
    sizes.sessions = Math.max(sizes.sessions, step.next.sessions.size);
    const tally = this.#tallies.get(command.name) as Tally;
    if (step.refusals === undefined) {
      tally.accepted += 1;
      if (this.#unseen.length > 0) this.#noteWitnesses(before, command, step.next);
      return;
    }
    this.#refused += 1;
    tally.refused += 1;
    const alone = step.refusals.length === 1 ? 1 : 0;
    for (const refusal of step.refusals) {
      const count = tally.refusals.get(refusal) as { times: number; alone: number };
      count.times += 1;
      count.alone += alone;
    }
  };

  /** By command. */
  counts(): Readonly<Record<string, CommandCount>> {
    return Object.fromEntries(
      [...this.#tallies].map(([name, { accepted, refused, refusals }]) => [
        name,
        { accepted, refused, refusals: Object.fromEntries(refusals) },
      ]),
    );
  }

  /** By witness: how many commands it took to see it first; `null` where it was never seen. */
  witnesses(): Readonly<Record<string, number | null>> {
    return Object.fromEntries(this.witnessNames.map((name) => [name, this.#witnesses.get(name) ?? null]));
  }

  /** By class of transitions: how often it occurred; `undefined` where they were not to be told apart. */
  classes(): Readonly<Record<string, number>> | undefined {
    return this.#classes && Object.fromEntries(this.#classes);
  }

  /** Everything that never occurred, each in a phrase. */
  gaps(): readonly string[] {
    return gapsIn(this.specification, this.counts(), this.#unseen);
  }

  #noteWitnesses(before: State, command: Command, after: State): void {
    const seen = this.#unseen.filter((name) =>
      this.specification.witnesses[name].seen({ before, command, after }),
    );
    if (seen.length === 0) return;
    for (const name of seen) this.#witnesses.set(name, this.#commands);
    this.#unseen = this.#unseen.filter((name) => !seen.includes(name));
  }
}

/** The witnesses that these commands can lead to. */
export function witnessesFor(
  { witnesses }: Specification,
  commands: readonly CommandName[],
): readonly string[] {
  return Object.keys(witnesses).filter((name) =>
    (witnesses[name].needs ?? []).every((needed) => commands.includes(needed)),
  );
}

/** Everything that never occurred by these counts, each in a phrase; and the witnesses that were not seen. */
export function gapsIn(
  specification: Pick<Specification, 'neverAlone' | 'witnesses'>,
  counts: Readonly<Record<string, CommandCount>>,
  unseen: readonly string[],
): readonly string[] {
  const gaps: string[] = [];
  for (const [name, { accepted, refusals }] of Object.entries(counts)) {
    if (accepted === 0) gaps.push(`${name} was never accepted`);
    for (const [refusal, { times, alone }] of Object.entries(refusals)) {
      if (times === 0) gaps.push(`${name} was never refused for ${refusal}`);
      else if (
        alone === 0 &&
        !specification.neverAlone.some((known) => known.command === name && known.refusal === refusal)
      ) {
        gaps.push(`${refusal} never decided alone about ${name}`);
      }
    }
  }
  for (const name of unseen) gaps.push(`never seen: ${specification.witnesses[name].sentence} (${name})`);
  return gaps;
}
