// A trial: what somebody tries on the model of one command set, perhaps with a system beside it. All that the page knows
// and does, without the page: it takes words, gives values, and says in a sentence what cannot be done.
import type { CommandSetEntry } from '../../../command-sets.ts';
import {
  COMMAND_SETS,
  commandSetOf,
  specificationOf,
  specificationToTell,
  VOCABULARIES,
} from '../../../command-sets.ts';
import type { Answer, Command } from '../../../contract/command.ts';
import { counted } from '../../../contract/format-numbers.ts';
import {
  parseCommand,
  placedProblem,
  printAnswer,
  printCommand,
  printTrace,
} from '../../../contract/notation/trace.ts';
import type { TraceStep } from '../../../contract/notation/trace.ts';
import type { Specification } from '../../../model/specification.ts';
import { answerOf } from '../../play/step-text.ts';
import { SystemBeside } from './beside.ts';
import type { SystemThere } from './beside.ts';
import { CommandTree } from './command-tree.ts';
import type { TriedPlace } from './command-tree.ts';
import { linkOf, readLink } from './link.ts';
import type { LinkedCommand } from './link.ts';
import { readOpened } from './opened.ts';
import { systemOffered, systemsOffered } from './systems.ts';
import type { OfferedSystem } from './systems.ts';

/** The outcome of asking for something, as a sentence to tell. `problem`: nothing was done. */
export type TrialNote = { readonly note: string } | { readonly problem: string };

/** The state of the page. */
export class Trial {
  #set: CommandSetEntry = COMMAND_SETS[0];
  #tree = new CommandTree(COMMAND_SETS[0].specifications[0].mostDecided);
  #beside: SystemBeside | undefined;
  #systems = systemsOffered(COMMAND_SETS[0]);

  get tree(): CommandTree {
    return this.#tree;
  }

  get here(): TriedPlace {
    return this.#tree.here;
  }

  get specification(): Specification {
    return this.#tree.specification;
  }

  /** The specifications of the set, one a profile. */
  get specifications(): readonly Specification[] {
    return this.#set.specifications;
  }

  get systemName(): string | undefined {
    return this.#beside?.system.name;
  }

  /** The systems of the set that can stand beside the model: its table, and the table's faults. */
  get systems(): readonly OfferedSystem[] {
    return this.#systems;
  }

  /** The system at a place; `undefined` where the model stands alone. */
  systemAt(place: TriedPlace): SystemThere | undefined {
    return this.#beside?.at(place);
  }

  /** The place on the line where model and system part. */
  get parted(): TriedPlace | undefined {
    return this.systemAt(this.#tree.line.at(-1) as TriedPlace)?.parted;
  }

  /** Begins anew with the commands of another set, by the profile that decides most. */
  chooseSet(commandSet: string): void {
    const set = commandSetOf(commandSet);
    if (set !== undefined) this.#begin(set, set.specifications[0].mostDecided);
  }

  /** Takes the same commands by another profile. The system beside it goes where it makes the choices of another one. */
  chooseProfile(profile: string): TrialNote {
    const specification = this.specifications.find((each) => each.profile === profile);
    if (specification === undefined) return { problem: `there is no profile "${profile}"` };
    const isLeft = this.#beside !== undefined && this.#beside.system.profile !== profile;
    const system = this.systemName;
    const gone = this.#takeBy(specification);
    if (!isLeft) return { note: `profile ${profile}${gone}` };
    this.#beside = undefined;
    return { note: `profile ${profile}, without ${system}, which makes other choices${gone}` };
  }

  /** Puts a system of the set beside the model, whose profile is then that of the system; none for `undefined`. */
  chooseSystem(name: string | undefined): TrialNote {
    if (name === undefined) {
      this.#beside = undefined;
      return { note: 'the model stands alone' };
    }
    const system = systemOffered(this.#set, name);
    if (system === undefined)
      return {
        problem: `there is no system "${name}" for the ${this.specification.commandSet} commands in this page`,
      };
    const specification = specificationOf(system);
    const gone = specification === this.specification ? '' : this.#takeBy(specification);
    const profile = specification.profile === undefined ? '' : ` by the profile ${specification.profile}`;
    this.#beside = new SystemBeside(system, this.specification);
    return { note: `${name} beside the model${profile}${gone}` };
  }

  /** Runs a command here; `chosen`: the answer, where the model leaves one to the system. */
  run(command: Command, chosen?: Answer): TrialNote {
    const why = this.specification.whyUnissuable(this.here.state, command);
    const text = printCommand(command, this.specification.vocabulary);
    if (why !== undefined) return { problem: `"${text}" cannot be issued now: ${why}` };
    const { by } = this.#tree.run(command, chosen);
    return { note: `${text}: ${by?.answer}` };
  }

  /** Runs a command in the notation. */
  runText(text: string): TrialNote {
    const { vocabulary } = this.specification;
    const parsed = parseCommand(text, vocabulary, 1, VOCABULARIES);
    if ('value' in parsed) return this.run(parsed.value);
    return { problem: placedProblem(parsed.problem) };
  }

  /** Back to the start, with all futures forgotten. */
  clear(): void {
    this.#begin(this.#set, this.specification, this.systemName);
  }

  /** Opens a file's text. `file`: its name. */
  open(text: string, file: string): TrialNote {
    const read = readOpened(text, VOCABULARIES, specificationToTell);
    if ('problem' in read) return { problem: `${file}: ${read.problem}` };
    const { specification, steps, system, remark } = read.value;
    this.#beginBy(specification);
    for (const { command, answer } of steps) this.#tree.run(command, answer);
    const beside = system === undefined ? undefined : this.#besideOf(system);
    const said = [`${counted(steps.length, 'command')} of ${file}`, beside, remark && `${file}: ${remark}`];
    return { note: said.filter((each) => each !== undefined).join('; ') };
  }

  /** Takes over what a link says. */
  openLink(fragment: string): TrialNote {
    const read = readLink(fragment, VOCABULARIES);
    if ('problem' in read) return read;
    const { vocabulary, profile, system, commands, place } = read.value;
    const specification = specificationOf({
      commandSet: vocabulary.id,
      ...(profile !== undefined && { profile }),
    });
    const tree = new CommandTree(specification);
    for (const [index, { command, choice }] of commands.entries()) {
      const { state } = tree.here;
      const why = specification.whyUnissuable(state, command);
      if (why !== undefined)
        return {
          problem: `the link's command ${index + 1}, "${printCommand(command, vocabulary)}", cannot be issued: ${why}`,
        };
      tree.run(command, specification.answersTo(state, command).at(choice));
    }
    this.#beginBy(specification);
    this.#tree = tree;
    const beside = system === undefined ? undefined : this.#besideOf(system);
    tree.goTo(tree.line[place]);
    return {
      note: [counted(commands.length, 'command'), beside].filter((each) => each !== undefined).join('; '),
    };
  }

  /** The fragment of an address that leads here again, with the line that is walked and without its other futures. */
  get link(): string {
    return linkOf(
      {
        vocabulary: this.specification.vocabulary,
        profile: this.specification.profile,
        system: this.systemName,
        commands: this.#linked,
        place: this.here.depth,
      },
      VOCABULARIES,
    );
  }

  /** The line that is walked, as a trace file. */
  get trace(): string {
    const { vocabulary } = this.specification;
    const { divergence } = this.systemAt(this.parted ?? this.here) ?? {};
    const comments = [
      ...(this.systemName === undefined ? [] : [`tried beside ${this.systemName}`]),
      ...(this.parted === undefined || divergence === undefined
        ? []
        : [`they part at command ${this.parted.depth}: ${divergence.sentence}`]),
    ];
    return printTrace(this.#steps, vocabulary, comments);
  }

  /** The commands that lead from the start to a place, each with its answer. O(their number). */
  stepsTo(place: TriedPlace): readonly TraceStep[] {
    const steps: TraceStep[] = [];
    for (let at = place; at.before !== undefined && at.by !== undefined; at = at.before)
      steps.push({ command: at.by.command, answer: answerOf(this.specification, at.by.step) });
    return steps.toReversed();
  }

  /** Goes on from a place by commands that were found with these answers, as far as the profile leads there. */
  walk(from: TriedPlace, steps: readonly TraceStep[]): TrialNote {
    this.#tree.goTo(from);
    const { vocabulary, profile = '' } = this.specification;
    for (const [index, { command, answer }] of steps.entries()) {
      const name = `command ${index + 1}, "${printCommand(command, vocabulary)}",`;
      const why = this.specification.whyUnissuable(this.here.state, command);
      if (why !== undefined) return { problem: `${name} cannot be issued by the profile ${profile}: ${why}` };
      const { by } = this.#tree.run(command, answer);
      if (by?.step.refusals !== undefined)
        return { problem: `${name} is refused by the profile ${profile}, unlike where the way was found` };
    }
    const start = from.depth === 0 ? 'the start' : `step ${from.depth}`;
    return { note: `${counted(steps.length, 'command')} on from ${start}` };
  }

  /** The whole line that is walked. */
  get #steps(): readonly TraceStep[] {
    return this.stepsTo(this.#tree.line.at(-1) ?? this.here);
  }

  /** The commands of the line that is walked. */
  get commands(): readonly Command[] {
    return this.#steps.map(({ command }) => command);
  }

  get #linked(): readonly LinkedCommand[] {
    return this.#tree.line.flatMap(({ by, before }) => {
      if (by === undefined || before === undefined) return [];
      const answers = this.specification.answersTo(before.state, by.command);
      const place = answers.findIndex((answer) => printAnswer(answer) === by.answer);
      return [{ command: by.command, choice: Math.max(0, place) }];
    });
  }

  #begin(set: CommandSetEntry, specification: Specification, system?: string): void {
    if (set !== this.#set) this.#systems = systemsOffered(set);
    this.#set = set;
    this.#tree = new CommandTree(specification);
    this.#beside = undefined;
    if (system !== undefined) this.chooseSystem(system);
  }

  #beginBy(specification: Specification): void {
    const set = commandSetOf(specification.commandSet);
    this.#begin(set ?? this.#set, specification);
  }

  /** The same commands by another specification; how many were left out, as the end of a sentence. */
  #takeBy(specification: Specification): string {
    const { tree, left } = this.#tree.by(specification);
    this.#tree = tree;
    return left === 0 ? '' : `; ${counted(left, 'command')} cannot be issued there and went`;
  }

  /** Puts the system that a file or a link names beside the model; a sentence on what came of it. */
  #besideOf(name: string): string {
    const told = this.chooseSystem(name);
    return 'note' in told ? told.note : told.problem;
  }
}
