// The commands that were tried, as a tree: whoever goes back and does something else keeps the other future. Knows states
// and steps, and nothing of how they are shown.
import type { Answer, Command } from '../../../contract/command.ts';
import { printCommand } from '../../../contract/notation/trace.ts';
import type { Step } from '../../../model/rulebook.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { answerText } from '../../play/step-text.ts';

/** A place in the tree: the start, or where a command has led. */
export interface TriedPlace {
  readonly before: TriedPlace | undefined;
  /** The commands since the start. */
  readonly depth: number;
  readonly state: State;
  /** The command that led here, in the notation too, and the model's step; none at the start. */
  readonly by: TriedCommand | undefined;
  /** The futures, in the order in which they were first tried. */
  readonly after: readonly TriedPlace[];
}

/** A command as it went. */
interface TriedCommand {
  readonly command: Command;
  readonly text: string;
  readonly step: Step;
  /** The model's answer, in the notation. */
  readonly answer: string;
}

interface GrowingPlace extends TriedPlace {
  readonly before: GrowingPlace | undefined;
  readonly after: GrowingPlace[];
  /** The future that was walked last. */
  next: GrowingPlace | undefined;
}

/** The tree of one specification's commands, and the place in it that is looked at. */
export class CommandTree {
  readonly specification: Specification;
  readonly #start: GrowingPlace;
  #here: GrowingPlace;
  #line: readonly GrowingPlace[] | undefined;

  constructor(specification: Specification) {
    this.specification = specification;
    this.#start = {
      before: undefined,
      depth: 0,
      state: specification.initial,
      by: undefined,
      after: [],
      next: undefined,
    };
    this.#here = this.#start;
  }

  get here(): TriedPlace {
    return this.#here;
  }

  /** From the start through here to where this future ends. O(its length) where it has changed, else O(1). */
  get line(): readonly TriedPlace[] {
    this.#line ??= this.#lineNow();
    return this.#line;
  }

  /**
   * Runs a command here, which must be one that can be issued; what was tried here before leads to the same place.
   * `chosen`: the answer, where the specification leaves one to the system.
   */
  run(command: Command, chosen?: Answer): TriedPlace {
    const text = printCommand(command, this.specification.vocabulary);
    const step = this.specification.step(this.#here.state, command, chosen);
    const answer = answerText(this.specification, step);
    const known = this.#here.after.find(({ by }) => by?.text === text && by.answer === answer);
    const place = known ?? this.#grown({ command, text, step, answer });
    this.#here.next = place;
    this.#here = place;
    this.#line = undefined;
    return place;
  }

  /** One command back; `false` at the start. */
  undo(): boolean {
    if (this.#here.before === undefined) return false;
    this.#here = this.#here.before;
    return true;
  }

  /** One command on, in the future that was walked last; `false` where there is none. */
  redo(): boolean {
    if (this.#here.next === undefined) return false;
    this.#here = this.#here.next;
    return true;
  }

  /** Goes to a place of this tree; its line is then the one that is walked. O(depth). */
  goTo(place: TriedPlace): void {
    this.#here = place as GrowingPlace; // Every place is made here.
    for (let at = this.#here; at.before !== undefined; at = at.before) at.before.next = at;
    this.#line = undefined;
  }

  /**
   * The same commands by another specification of their set, with the same place looked at; what cannot be issued there is
   * left out, with all that comes after it.
   */
  by(specification: Specification): { readonly tree: CommandTree; readonly left: number } {
    const tree = new CommandTree(specification);
    const here = this.#here;
    const walked = this.line;
    const twins = new Map<TriedPlace, TriedPlace>([[this.#start, tree.#start]]);
    let left = 0;
    const open: GrowingPlace[] = [...this.#start.after];
    for (let place = open.shift(); place !== undefined; place = open.shift()) {
      open.push(...place.after);
      const before = twins.get(place.before as TriedPlace);
      const { command, step } = place.by as TriedCommand;
      if (before === undefined || !specification.isIssuable(before.state, command)) {
        left += 1;
        continue;
      }
      tree.#here = before as GrowingPlace;
      twins.set(place, tree.run(command, step.refusals === undefined ? step.answer : undefined));
    }
    const ending = walked.findLast((place) => twins.has(place));
    tree.goTo(twins.get(ending ?? this.#start) ?? tree.#start);
    let shown: TriedPlace = here;
    while (!twins.has(shown)) shown = shown.before ?? this.#start;
    tree.#here = twins.get(shown) as GrowingPlace;
    return { tree, left };
  }

  #grown(by: TriedCommand): GrowingPlace {
    const here = this.#here;
    const place: GrowingPlace = {
      before: here,
      depth: here.depth + 1,
      state: by.step.next,
      by,
      after: [],
      next: undefined,
    };
    here.after.push(place);
    return place;
  }

  #lineNow(): readonly GrowingPlace[] {
    const line: GrowingPlace[] = [];
    for (let at: GrowingPlace | undefined = this.#here; at !== undefined; at = at.before) line.push(at);
    line.reverse();
    for (let at = this.#here.next; at !== undefined; at = at.next) line.push(at);
    return line;
  }
}
