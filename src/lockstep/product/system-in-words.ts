// A system whose state is words, as the system's side of an exhaustive search: states are copied, compared and restored
// as memory, and nothing is allocated on the way. Knows no table: what the words mean is for the readers of their layout.
import type { Answer, Command } from '../../contract/command.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { RESOURCE_NAMES } from '../../contract/observation/observation.ts';
import type { CommandOutcome, StateInWords } from '../../contract/state-in-words.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { decodeState } from '../../model/bounded/cells.ts';
import { columnAt } from '../../model/bounded/columns.ts';
import { DRAIN_INVARIANT, stateInvariantsOf } from '../../model/invariants/all.ts';
import type { StateInvariant } from '../../model/invariants/finding.ts';
import type { Specification } from '../../model/specification.ts';
import { agrees } from '../answer-agreement.ts';
import { wellFormed } from '../exchange.ts';
import { wordReader } from '../table/word-reader.ts';
import type { WordReader } from '../table/word-reader.ts';
import { memoryOf } from './compare-memory.ts';
import type { Memory } from './compare-memory.ts';
import type { ExplorableSystem } from './explorable-system.ts';
import { asked, SystemThrew } from './explorable-system.ts';

export interface SystemInWordsOptions {
  readonly ids: number;
  readonly refuses: NonNullable<SystemUnderTest['refuses']>;
  /** Whether states are told apart by what they hide as well. */
  readonly representation?: boolean;
  /** Whether the system's own self-check must be content with every state. */
  readonly selfCheck?: boolean;
}

/** Runs commands on a system that was made for the same alphabet. */
export class SystemInWords implements ExplorableSystem {
  readonly payloadWords: number;
  readonly representationWords: number;
  readonly notShown: ReadonlySet<never> = new Set<never>();
  readonly #specification: Specification;
  readonly #system: StateInWords;
  readonly #refuses: SystemInWordsOptions['refuses'];
  readonly #names: readonly Command['name'][];
  /** By label, and then by the place of the first refusal that applies: the outcome that agreed with it. */
  readonly #agreedRefusals: readonly (CommandOutcome | undefined)[][];
  /** By label, the outcome that agreed with each answer of the model's; and the last of these pairs, seen at a look. */
  readonly #agreed: readonly Map<Answer, CommandOutcome>[];
  readonly #lastAnswers: (Answer | undefined)[];
  readonly #lastOutcomes: (CommandOutcome | undefined)[];
  /** The words that it was made with: init alone. */
  readonly #first: Int32Array;
  /** The words that it has where it starts. */
  readonly #startWords: Int32Array;
  /** The labels of the path that was retraced last, and the words that it had before the last of them. */
  #retraced = new Uint32Array(0);
  readonly #beforeLast: Int32Array;
  readonly #loaded: Int32Array;
  readonly #loadedMemory: Memory;
  /** The words last seen as memory; a system may have others after a command. */
  #viewed: ArrayLike<number>;
  #memory: Memory | undefined;
  readonly #reader: WordReader | undefined;
  /** The places of the columns that say how many handles are held; undefined where the set has none. */
  readonly #groupHandles: number | undefined;
  readonly #sessionHandles: number | undefined;
  readonly #selfCheck: boolean;
  readonly #invariants: readonly StateInvariant[];
  /** No command was run since the words were taken over. */
  #isAtLoaded = false;
  readonly #observation = new FlatObservation();
  readonly #expected = new FlatObservation();
  readonly #start = new Int32Array(RESOURCE_NAMES.length);

  constructor(
    specification: Specification,
    system: StateInWords,
    commands: readonly Command[],
    { ids, refuses, representation = false, selfCheck = true }: SystemInWordsOptions,
  ) {
    this.#specification = specification;
    this.#system = system;
    this.#refuses = refuses;
    this.#selfCheck = selfCheck;
    this.#invariants = Object.values(stateInvariantsOf(specification.vocabulary));
    this.#names = commands.map(({ name }) => name);
    this.#agreedRefusals = commands.map(({ name }) =>
      specification.refusalsPossible(name).map(() => undefined),
    );
    this.#agreed = commands.map(() => new Map<Answer, CommandOutcome>());
    this.#lastAnswers = commands.map(() => undefined);
    this.#lastOutcomes = commands.map(() => undefined);
    this.#viewed = system.words;
    this.payloadWords = this.#viewed.length;
    this.#first = Int32Array.from(this.#viewed);
    this.#startWords = this.#first.slice();
    this.#beforeLast = this.#first.slice();
    const { columns } = specification.space;
    this.#groupHandles = columnAt(columns, 'groupHandles');
    this.#sessionHandles = columnAt(columns, 'sessionHandles');
    this.#reader = wordReader(system, columns, ids);
    this.representationWords = representation ? (this.#reader?.representationWords ?? this.payloadWords) : 0;
    this.#loaded = new Int32Array(this.payloadWords);
    this.#loadedMemory = memoryOf(this.#loaded);
    this.#memory = viewed(this.#viewed);
  }

  reset(): void {
    asked(() => this.#system.reset());
    this.#retraced = new Uint32Array(0);
    // A broken one may have grown, which a reset does not undo.
    if (this.#system.words.length !== this.payloadWords) this.#system.overwrite(this.#first);
    this.#startWords.set(this.#system.words);
    this.#look();
    this.#start.set(this.#observation.resources);
  }

  save(out: Uint32Array, offset: number): void {
    const words = this.#words();
    for (let w = 0; w < words.length; w += 1) out[offset + w] = words[w];
  }

  load(row: Uint32Array, offset: number): void {
    const loaded = this.#loaded;
    for (let w = 0; w < loaded.length; w += 1) loaded[w] = row[offset + w];
    this.rewind();
  }

  rewind(): void {
    this.#isAtLoaded = true;
    this.#system.overwrite(this.#loaded);
  }

  /** O(1) commands where the last path differed in its last label alone, as most do in breadth-first order. */
  retrace(labels: Uint32Array): void {
    this.#isAtLoaded = false;
    const system = this.#system;
    const last = labels.length - 1;
    try {
      if (!this.#isSiblingOfLast(labels)) {
        this.#retraced = new Uint32Array(0);
        system.overwrite(this.#startWords);
        for (let step = 0; step < last; step += 1) system.run(labels[step]);
        this.#beforeLast.set(this.#words());
        this.#retraced = labels.slice();
      }
      system.overwrite(this.#beforeLast);
      if (last >= 0) system.run(labels[last]);
    } catch (error) {
      throw new SystemThrew(error);
    }
  }

  #isSiblingOfLast(labels: Uint32Array): boolean {
    const retraced = this.#retraced;
    if (labels.length === 0 || retraced.length !== labels.length) return false;
    for (let step = labels.length - 2; step >= 0; step -= 1)
      if (retraced[step] !== labels[step]) return false;
    return true;
  }

  run(label: number, refusals: number, answer: Answer | undefined): boolean {
    this.#isAtLoaded = false;
    let outcome: CommandOutcome;
    try {
      outcome = this.#system.run(label);
    } catch (error) {
      throw new SystemThrew(error);
    }
    if (refusals !== 0) {
      const first = 31 - Math.clz32(refusals & -refusals);
      return outcome === this.#agreedRefusals[label][first] || this.#isRefusal(label, refusals, outcome);
    }
    if (answer === undefined) throw new Error('a command that is accepted has an answer');
    if (answer === this.#lastAnswers[label] && outcome === this.#lastOutcomes[label]) return true;
    return this.#isAnswer(label, answer, outcome);
  }

  isUntouched(): boolean {
    const words = this.#system.words;
    if (words !== this.#viewed) {
      this.#viewed = words;
      this.#memory = viewed(words);
    }
    if (this.#memory !== undefined) return this.#memory.equals(this.#loadedMemory);
    return words.length === this.payloadWords && this.#loaded.every((word, w) => word === words[w]);
  }

  shows(cells: Uint8Array): boolean {
    if (this.#reader?.isShown(this.#system.words, cells)) return true;
    this.#look();
    // A state that was loaded has no news, whichever command led to it.
    if (this.#isAtLoaded) this.#observation.forgetNews();
    this.#specification.observe(decodeState(this.#specification.space.columns, cells), this.#expected);
    return this.#expected.equals(this.#observation);
  }

  holds(cells: Uint8Array): boolean {
    const seen = this.#observation;
    this.#look();
    const [ofGroups, ofSessions] = [this.#groupHandles, this.#sessionHandles];
    const held = {
      onGroup: (pgid: number) => (ofGroups === undefined ? 0 : cells[ofGroups + pgid]),
      onSession: (sid: number) => (ofSessions === undefined ? 0 : cells[ofSessions + sid]),
    };
    for (const invariant of this.#invariants) if (invariant.find(seen, held) !== undefined) return false;
    return !this.#selfCheck || asked(() => this.#system.selfCheck?.() ?? []).length === 0;
  }

  isDrained(): boolean {
    this.#look();
    return DRAIN_INVARIANT.find(this.#observation, this.#start, RESOURCE_NAMES) === undefined;
  }

  representation(out: Uint32Array, offset: number): void {
    const words = this.#words();
    if (this.#reader !== undefined) this.#reader.represent(words, out, offset);
    else for (let w = 0; w < words.length; w += 1) out[offset + w] = words[w];
  }

  /** Whether the outcome is one of the refusals. Notes it where it is the first of them, whatever others apply. */
  #isRefusal(label: number, refusals: number, outcome: CommandOutcome): boolean {
    const specification = this.#specification;
    const seen = asked(() => wellFormed(this.#system.answer(label, outcome)));
    const applying = specification
      .refusalsPossible(this.#names[label])
      .filter((_, place) => (refusals >>> place) & 1);
    const isOneOf = (among: typeof applying): boolean =>
      agrees({ refusals: among, next: specification.initial }, seen, this.#refuses, specification);
    if (!isOneOf(applying.slice(0, 1))) return isOneOf(applying);
    this.#agreedRefusals[label][31 - Math.clz32(refusals & -refusals)] = outcome;
    return true;
  }

  /** Whether the outcome is the model's answer. Notes it where it is. */
  #isAnswer(label: number, answer: Answer, outcome: CommandOutcome): boolean {
    const agreed = this.#agreed[label];
    if (agreed.get(answer) !== outcome && !this.#agrees(label, answer, outcome)) return false;
    if (agreed.size < AGREED_MAX) agreed.set(answer, outcome);
    this.#lastAnswers[label] = answer;
    this.#lastOutcomes[label] = outcome;
    return true;
  }

  #agrees(label: number, answer: Answer, outcome: CommandOutcome): boolean {
    const specification = this.#specification;
    const seen = asked(() => wellFormed(this.#system.answer(label, outcome)));
    const step = { refusals: undefined, next: specification.initial, answer };
    return agrees(step, seen, this.#refuses, specification);
  }

  /** A mutant can be so broken that it cannot be read. */
  #look(): void {
    asked(() => this.#system.observeInto(this.#observation));
  }

  #words(): ArrayLike<number> {
    const words = this.#system.words;
    if (words.length === this.payloadWords) return words;
    throw new Error(`a state of ${this.payloadWords} words, enough for all ids, grew to ${words.length}`);
  }
}

/** Answers of a command that are kept; a model that makes each anew could have any number. */
const AGREED_MAX = 64;

/** Only whole words in memory can be compared as such. */
function viewed(words: ArrayLike<number>): Memory | undefined {
  return words instanceof Int32Array ? memoryOf(words) : undefined;
}
