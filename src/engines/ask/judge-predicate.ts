// Judges a predicate on a state, or on the step that led to it: as functions made once, and then asked of very many states.
// A comparison with a field of something that is not there is false, whichever sign it has.
import type { Id } from '../../contract/command.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { columnOf, listsOf } from '../../contract/observation/flat-values.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import type { ModelStep } from '../../model/witness.ts';
import type { AskedField, Kind } from './asked-fields.ts';
import type { Expression, IdTerm, Predicate, SetTerm, ComparisonSign, Term } from './predicate.ts';

/** Answers whether a predicate holds. Each is asked of one state at a time, and keeps nothing between two. */
export interface PredicateJudge {
  /** Asks a state that no step led to: there nothing has been received, and no witness was seen. */
  readonly holdsIn: (state: State) => boolean;
  /** Asks a step, and the state that it leads to. */
  readonly holdsAfter: (step: ModelStep) => boolean;
}

/** Makes the judge of a predicate on states of a specification. O(length); a question costs what it has to look at. */
export function judgeOf(
  { expression }: Pick<Predicate, 'expression'>,
  specification: Pick<Specification, 'observe' | 'witnesses'>,
): PredicateJudge {
  const moment = new Moment(specification);
  const holds = new Compiler(moment).holds(expression);
  return {
    holdsIn: (state) => {
      moment.begin(state, undefined);
      return holds();
    },
    holdsAfter: (step) => {
      moment.begin(undefined, step);
      return holds();
    },
  };
}

/** The number of something that there is not; of a thing without it, 0. */
const ABSENT = Number.NaN;
const NONE = 0;

/** The state that is being asked: observed when something of it is needed. */
class Moment {
  readonly #specification: Pick<Specification, 'observe' | 'witnesses'>;
  readonly #flat = new FlatObservation();
  #state: State | undefined;
  #step: ModelStep | undefined;
  #isSeen = false;

  constructor(specification: Pick<Specification, 'observe' | 'witnesses'>) {
    this.#specification = specification;
  }

  begin(state: State | undefined, step: ModelStep | undefined): void {
    this.#state = state;
    this.#step = step;
    this.#isSeen = false;
  }

  get seen(): FlatObservation {
    if (!this.#isSeen) {
      this.#specification.observe((this.#state ?? this.#step?.after) as State, this.#flat);
      this.#isSeen = true;
    }
    return this.#flat;
  }

  isWitness(name: string): boolean {
    return this.#step !== undefined && this.#specification.witnesses[name].seen(this.#step);
  }

  /** The place of a thing among those of its kind, or −1. */
  placeOf(kind: Kind, id: Id): number {
    const { seen } = this;
    switch (kind) {
      case 'process':
        return seen.processIndex(id);
      case 'group':
        return seen.groupIndex(id);
      case 'session':
        return seen.sessionIndex(id);
      case 'terminal':
        return seen.terminalId.subarray(0, seen.terminalCount).indexOf(id);
    }
  }

  /** The numbers of all things of a kind. */
  all(kind: Kind): Int32Array {
    const { seen } = this;
    switch (kind) {
      case 'process':
        return seen.pid.subarray(0, seen.processCount);
      case 'group':
        return seen.pgid.subarray(0, seen.groupCount);
      case 'session':
        return seen.sid.subarray(0, seen.sessionCount);
      case 'terminal':
        return seen.terminalId.subarray(0, seen.terminalCount);
    }
  }
}

type Holds = () => boolean;
type Value = () => number;
type Members = () => ArrayLike<number>;

const NOBODY: ArrayLike<number> = [];

/** Turns an expression into functions that ask the moment. A variable has a cell of its own. */
class Compiler {
  readonly #moment: Moment;
  readonly #scope = new Map<string, { value: number }>();

  constructor(moment: Moment) {
    this.#moment = moment;
  }

  holds(expression: Expression): Holds {
    switch (expression.is) {
      case 'and': {
        const parts = expression.parts.map((part) => this.holds(part));
        return () => parts.every((part) => part());
      }
      case 'or': {
        const parts = expression.parts.map((part) => this.holds(part));
        return () => parts.some((part) => part());
      }
      case 'not': {
        const holds = this.holds(expression.holds);
        return () => !holds();
      }
      case 'quantified':
        return this.#quantified(expression);
      case 'there': {
        const { how, kind } = expression;
        const id = this.#id(expression.id);
        return () => this.#moment.placeOf(kind, id()) >= 0 === (how === 'some');
      }
      case 'any': {
        const members = this.#members(expression.set);
        return () => members().length > 0 === (expression.how === 'some');
      }
      case 'marked': {
        const { field, word, sign } = expression;
        const id = this.#id(expression.of);
        return () => {
          const place = this.#placeIn(field, id());
          return place >= 0 && this.#isMarked(field, word, place) === (sign === '=');
        };
      }
      case 'compared': {
        const { sign, left, right } = expression;
        const isOrder = sign !== '=' && sign !== '!=';
        return compared(sign, this.#value(left, isOrder), this.#value(right, isOrder));
      }
      case 'member': {
        const id = this.#id(expression.id);
        const members = this.#members(expression.set);
        return () => includes(members(), id());
      }
      case 'received': {
        const { field, word } = expression;
        const bit = field.placed.setMarks[field.placed.row.words?.indexOf(word) ?? 0];
        const id = this.#id(expression.of);
        return () => {
          const place = this.#placeIn(field, id());
          return place >= 0 && (this.#moment.seen.marks[place] & bit) !== 0;
        };
      }
      case 'witness':
        return () => this.#moment.isWitness(expression.name);
    }
  }

  #quantified({ how, variables, over, holds }: Expression & { readonly is: 'quantified' }): Holds {
    const members = this.#members(over);
    const cells = variables.map((name) => {
      const cell = { value: ABSENT };
      this.#scope.set(name, cell);
      return cell;
    });
    const inner = this.holds(holds);
    for (const name of variables) this.#scope.delete(name);
    /** Whether some choice for the variables from this one on makes it come out so. */
    const can = (wanted: boolean, from: number): boolean => {
      if (from === cells.length) return inner() === wanted;
      const all = members();
      for (let place = 0; place < all.length; place += 1) {
        cells[from].value = all[place];
        if (can(wanted, from + 1)) return true;
      }
      return false;
    };
    if (how === 'every') return () => !can(false, 0);
    return () => can(true, 0) === (how === 'some');
  }

  /** The place of the thing that has a field, where the set shows it of this one; else −1. */
  #placeIn({ owner, placed }: AskedField, id: number): number {
    const place = this.#moment.placeOf(owner, id);
    return place >= 0 && (this.#shows(owner)[place] & placed.shows) !== 0 ? place : -1;
  }

  #shows(owner: Kind): Int32Array {
    const { processShows, groupShows, sessionShows, terminalShows } = this.#moment.seen;
    return { process: processShows, group: groupShows, session: sessionShows, terminal: terminalShows }[
      owner
    ];
  }

  #isMarked({ placed }: AskedField, word: string | undefined, place: number): boolean {
    const marks = this.#moment.seen.marks[place];
    if (word === undefined || word === placed.withIt)
      return (marks & placed.mark) !== 0 && (marks & placed.thirdMark) === 0;
    if (word === placed.without) return (marks & (placed.mark | placed.thirdMark)) === 0;
    return (marks & placed.thirdMark) !== 0;
  }

  /** `isOrdered`: where numbers of things are ordered, none is as good as absent. */
  #value(term: Term, isOrdered: boolean): Value {
    switch (term.is) {
      case 'number':
        return () => term.value;
      case 'code':
        return this.#column(term.field, term.of);
      case 'count': {
        const members = this.#members(term.set);
        return () => members().length;
      }
      case 'literal':
      case 'variable':
      case 'field':
      case 'none': {
        const id = this.#id(term);
        return isOrdered ? () => id() || ABSENT : id;
      }
    }
  }

  #id(term: IdTerm): Value {
    switch (term.is) {
      case 'literal':
        return () => term.id;
      case 'variable': {
        const cell = this.#scope.get(term.name);
        if (cell === undefined) throw new Error(`the variable ${term.name} is in no scope`);
        return () => cell.value;
      }
      case 'none':
        return () => NONE;
      case 'field':
        return this.#column(term.field, term.of);
    }
  }

  /** The number in a column, which is 0 for none. */
  #column(field: AskedField, of: IdTerm): Value {
    const { through } = field;
    const id = through === undefined ? this.#id(of) : this.#column(through, of);
    const own = { ...field, owner: through?.refersTo ?? field.owner };
    return () => {
      const place = this.#placeIn(own, id());
      return place < 0 ? ABSENT : columnOf(this.#moment.seen, field.placed)[place];
    };
  }

  #members(set: SetTerm): Members {
    switch (set.is) {
      case 'all':
        return () => this.#moment.all(set.kind);
      case 'markedOnes': {
        const { field, word } = set;
        return () => this.#moment.all(field.owner).filter((_, place) => this.#isMarked(field, word, place));
      }
      case 'list': {
        const { field } = set;
        const id = this.#id(set.of);
        return () => {
          const place = this.#placeIn(field, id());
          if (place < 0) return NOBODY;
          const { ids, start } = listsOf(this.#moment.seen, field.placed);
          return ids.subarray(start[place], start[place + 1]);
        };
      }
      case 'those': {
        const members = this.#members(set.over);
        const cell = { value: ABSENT };
        this.#scope.set(set.variable, cell);
        const holds = this.holds(set.holds);
        this.#scope.delete(set.variable);
        return () =>
          Array.from(members()).filter((id) => {
            cell.value = id;
            return holds();
          });
      }
    }
  }
}

function includes(members: ArrayLike<number>, id: number): boolean {
  for (let place = 0; place < members.length; place += 1) if (members[place] === id) return true;
  return false;
}

/** Nothing compares with what is not there. */
function compared(sign: ComparisonSign, left: Value, right: Value): Holds {
  switch (sign) {
    case '=':
      return () => left() === right();
    case '!=':
      return () => {
        const [one, other] = [left(), right()];
        return !Number.isNaN(one) && !Number.isNaN(other) && one !== other;
      };
    case '<':
      return () => left() < right();
    case '<=':
      return () => left() <= right();
    case '>':
      return () => left() > right();
    case '>=':
      return () => left() >= right();
  }
}
