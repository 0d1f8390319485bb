// An exploration as bytes, and back: what is needed to go on to the same counts, and what is needed to
// refuse to. Where the bytes are kept, and that they are whole, is the caller's business; here it is checked.
import type { Shape } from './exploration.ts';
import { Exploration } from './exploration.ts';
import type { Rows } from './rows.ts';
import type { SearchOptions } from './search.ts';
import { Search } from './search.ts';
import type { TransitionSystem } from './transition-system.ts';

// Preamble (4 words: magic, version, bytes of the header, its checksum), header (JSON, padded with spaces to
// whole words), then rows as they lie in the tables: visited, frontier, edge ends, edge targets. Last, their
// checksum. Words are in the byte order of the machine; another order is noticed by the magic.
const MAGIC = 0x5061_7468;
/** Goes up with the layout, and whenever the search would go on differently from the same tables. */
const VERSION = 1;
/** A header is a few numbers per level, witness and tally; a longer one was never written. */
const HEADER_MAX_BYTES = 2 ** 26;

interface Header {
  readonly fingerprint: string;
  readonly shape: Shape;
  readonly states: number;
  readonly transitions: number;
  readonly refusals: number;
  readonly selfLoops: number;
  readonly orbitSum: number;
  readonly inspected: number;
  readonly expanded: number;
  readonly levels: number[];
  readonly levelEnd: number;
  readonly firstWitness: number[];
  readonly edges: number;
  readonly tallies: number[];
}

/** A checkpoint that is not to be resumed, and why. */
export interface Refused {
  readonly refused: string;
}

/**
 * The search between two steps. `fingerprint` stands for all that the shape does not show: the
 * specification, its bound, the set of commands, the versions. Views on the live tables, so the bytes
 * must be taken before the search goes on.
 */
export function* checkpoint(search: Search, fingerprint: string): Generator<Uint8Array> {
  if (search.conclusion?.verdict === 'fail')
    throw new Error('a search that found a violation does not go on');
  const { exploration, system } = search;
  const { transitions, refusals, selfLoops, orbitSum, inspected, expanded, levels, levelEnd } = exploration;
  const header: Header = {
    fingerprint,
    shape: exploration.shape,
    states: exploration.visited.size,
    transitions,
    refusals,
    selfLoops,
    orbitSum,
    inspected,
    expanded,
    levels,
    levelEnd,
    firstWitness: [...exploration.firstWitness],
    edges: exploration.edges?.targets.length ?? 0,
    tallies: [...system.tallies],
  };
  const text = inWords(JSON.stringify(header));
  yield bytesOf(Uint32Array.of(MAGIC, VERSION, text.byteLength, checksum(0, text)));
  yield bytesOf(text);
  let sum = 0;
  for (const { rows, from, to } of sections(exploration, header)) {
    for (const words of rows.words(from, to)) {
      sum = checksum(sum, words);
      yield bytesOf(words);
    }
  }
  yield bytesOf(Uint32Array.of(sum));
}

/**
 * The search that a checkpoint was taken of, under new bounds if wanted. Everything else must be as it was;
 * if it is not, a sentence says what differs.
 */
export function resume<Violation>(
  system: TransitionSystem<Violation>,
  options: SearchOptions,
  fingerprint: string,
  bytes: Iterable<Uint8Array>,
): Search<Violation> | Refused {
  const source = new Source(bytes);
  const preamble = new Uint32Array(4);
  const [magic, version, length, sum] = source.readInto(preamble) ? preamble : [];
  if (magic !== MAGIC)
    return { refused: 'this is no checkpoint, or one from a machine of another byte order' };
  if (version !== VERSION)
    return { refused: `the checkpoint has version ${version}; this is version ${VERSION}` };
  if (length % 4 !== 0 || length > HEADER_MAX_BYTES) return { refused: DAMAGED };
  const text = new Uint32Array(length / 4);
  if (!source.readInto(text)) return { refused: ENDS_EARLY };
  if (checksum(0, text) !== sum) return { refused: DAMAGED };
  const header = JSON.parse(new TextDecoder().decode(text)) as Header;
  const shape = Search.shape(system, options);
  const difference = differenceOf(header, fingerprint, shape);
  if (difference !== undefined) return { refused: difference };

  const exploration = new Exploration(shape, options.hash);
  exploration.frontier.startAt(header.expanded);
  const { states, expanded: expansions, edges: transitions } = header;
  const coming = { states, waiting: states - expansions, expansions, transitions };
  const shortfall = exploration.makeRoom(coming, options);
  if (shortfall !== undefined) return { refused: `the checkpoint does not fit: ${shortfall.reason}` };
  let rowsSum = 0;
  for (const { rows, from, to } of sections(exploration, header)) {
    rows.length = to;
    for (const words of rows.words(from, to)) {
      if (!source.readInto(words)) return { refused: ENDS_EARLY };
      rowsSum = checksum(rowsSum, words);
    }
  }
  const last = new Uint32Array(1);
  if (!source.readInto(last)) return { refused: ENDS_EARLY };
  if (last[0] !== rowsSum || !source.isAtEnd()) return { refused: DAMAGED };
  exploration.visited.reindex();
  exploration.transitions = header.transitions;
  exploration.refusals = header.refusals;
  exploration.selfLoops = header.selfLoops;
  exploration.orbitSum = header.orbitSum;
  exploration.inspected = header.inspected;
  exploration.expanded = header.expanded;
  exploration.levels = header.levels;
  exploration.levelEnd = header.levelEnd;
  exploration.firstWitness.set(header.firstWitness);
  system.tallies.set(header.tallies);
  return new Search(system, options, exploration);
}

const ENDS_EARLY = 'the checkpoint ends early: it was not written to its end';
const DAMAGED = 'the checkpoint is damaged: its checksum does not fit';

/** What of another run the checkpoint is, in a sentence. */
function differenceOf(header: Header, fingerprint: string, shape: Shape): string | undefined {
  if (header.fingerprint !== fingerprint) {
    return `the checkpoint is of "${header.fingerprint}"; this run is of "${fingerprint}"`;
  }
  for (const name of Object.keys(shape) as (keyof Shape)[]) {
    if (header.shape[name] !== shape[name]) {
      return `the checkpoint has ${name} = ${header.shape[name]}; this run has ${name} = ${shape[name]}`;
    }
  }
  return undefined;
}

/** The rows that are kept, and in which order. */
function* sections(
  { visited, frontier, edges }: Exploration,
  header: Header,
): Generator<{ readonly rows: Rows; readonly from: number; readonly to: number }> {
  yield { rows: visited.rows, from: 0, to: header.states };
  yield { rows: frontier, from: header.expanded, to: header.states };
  if (edges === undefined) return;
  yield { rows: edges.ends, from: 0, to: header.expanded };
  yield { rows: edges.targets, from: 0, to: header.edges };
}

/** FNV-1a (Fowler, Noll, Vo) by words: against accidents, not against malice. */
function checksum(seed: number, words: Uint32Array): number {
  let h = seed ^ 0x811c9dc5;
  for (let i = 0; i < words.length; i++) h = Math.imul(h ^ words[i], 0x01000193);
  return h >>> 0;
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function inWords(text: string): Uint32Array {
  const bytes = new TextEncoder().encode(text);
  const words = new Uint32Array(Math.ceil(bytes.length / 4));
  bytesOf(words).fill(0x20).set(bytes);
  return words;
}

/** Bytes that arrive in pieces of any length. */
class Source {
  readonly #pieces: Iterator<Uint8Array, unknown>;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  /** Whether there were enough bytes to fill these words. */
  readInto(words: Uint32Array): boolean {
    const bytes = bytesOf(words);
    for (let filled = 0; filled < bytes.length; ) {
      if (!this.#next()) return false;
      const part = this.#piece.subarray(0, bytes.length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#piece = this.#piece.subarray(part.length);
    }
    return true;
  }

  isAtEnd(): boolean {
    return !this.#next();
  }

  /** Whether there is a byte left, in which case the piece at hand has one. */
  #next(): boolean {
    while (this.#piece.length === 0) {
      const next = this.#pieces.next();
      if (next.done === true) return false;
      this.#piece = next.value;
    }
    return true;
  }
}
