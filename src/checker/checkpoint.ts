// Writes a search as bytes and reads it back, to go on to the same counts or to refuse with a reason. The caller keeps
// the bytes; this file checks that they are whole and of the same search.
import type { SavedSearch, SearchShape } from './search-state.ts';
import { flawIn, isCount, SearchState } from './search-state.ts';
import type { RowStorage } from './row-storage.ts';
import type { SearchOptions } from './search.ts';
import { StateSearch } from './search.ts';
import type { TransitionSystem } from './transition-system.ts';
import { bytesOf, textInWords } from './words-in-files.ts';

// Preamble (3 words: magic, version, bytes of the header), header (JSON, padded with spaces to whole words), the digest
// of both; then rows as they lie in the tables: visited, frontier, edge ends, edge targets. Last, the digest of
// everything before it. Words are in the byte order of the machine; another order is noticed by the magic.
const MAGIC = 0x5061_7468;
/** Goes up with the layout, and whenever the search would go on differently from the same tables. */
const VERSION = 3;
/** A header is a few numbers per level, witness and tally; a longer one was never written. */
const HEADER_MAX_BYTES = 2 ** 26;

interface Header extends SavedSearch {
  readonly fingerprint: string;
  readonly shape: SearchShape;
  readonly tallies: readonly number[];
}

/** A checkpoint that is not to be resumed, and why. */
export interface RefusedCheckpoint {
  readonly refused: string;
}

/** A cryptographic digest in the making, as `node:crypto` makes them. */
export interface Digest {
  update(bytes: Uint8Array): unknown;
  /** Ends it; always of the same length. */
  digest(): Uint8Array;
}

/** The identity of a checkpoint. */
export interface Mark {
  /** Stands for all that the shape does not show: the specification, its bound, the set of commands, the versions. */
  readonly fingerprint: string;
  /** Begins a digest that no accident gets past: changes that a checksum of words would let cancel are changes to it. */
  readonly newDigest: () => Digest;
}

/**
 * The search between two steps. Views on the live tables, so the bytes must be taken before the search goes on.
 */
export function* checkpoint(search: StateSearch, { fingerprint, newDigest }: Mark): Generator<Uint8Array> {
  if (search.conclusion?.verdict === 'fail')
    throw new Error('a search that found a violation does not go on');
  const { exploration, system } = search;
  const header: Header = {
    fingerprint,
    shape: exploration.shape,
    ...exploration.saved(),
    tallies: [...system.tallies],
  };
  const ofAll = newDigest();
  const digested = (bytes: Uint8Array): Uint8Array => {
    ofAll.update(bytes);
    return bytes;
  };
  const text = textInWords(JSON.stringify(header));
  const preamble = bytesOf(Uint32Array.of(MAGIC, VERSION, text.byteLength));
  const ofHead = newDigest();
  for (const part of [preamble, bytesOf(text)]) {
    ofHead.update(part);
    yield digested(part);
  }
  yield digested(ofHead.digest());
  for (const { rows, from, to } of sections(exploration, header)) {
    for (const words of rows.words(from, to)) yield digested(bytesOf(words));
  }
  yield ofAll.digest();
}

/**
 * The search that a checkpoint was taken of, under new bounds if wanted. Everything else must be as it was;
 * if it is not, a sentence says what differs.
 */
export function resume<Violation>(
  system: TransitionSystem<Violation>,
  options: SearchOptions,
  { fingerprint, newDigest }: Mark,
  bytes: Iterable<Uint8Array>,
): StateSearch<Violation> | RefusedCheckpoint {
  const ofAll = newDigest();
  const source = new Source(bytes, ofAll);
  const preamble = new Uint32Array(3);
  const [magic, version, length] = source.readWords(preamble) ? preamble : [];
  if (magic !== MAGIC)
    return { refused: 'this is not a checkpoint, or one from a machine of another byte order' };
  if (version !== VERSION)
    return { refused: `the checkpoint has version ${version}; this is version ${VERSION}` };
  if (length % 4 !== 0 || length > HEADER_MAX_BYTES) return { refused: DAMAGED };
  const text = new Uint32Array(length / 4);
  if (!source.readWords(text)) return { refused: ENDS_EARLY };
  const ofHead = newDigest();
  for (const part of [preamble, text]) ofHead.update(bytesOf(part));
  const headSeal = ofHead.digest();
  const head = source.readSeal(headSeal);
  if (head !== undefined) return { refused: head };
  ofAll.update(headSeal);
  const header = JSON.parse(new TextDecoder().decode(text)) as Header;
  const shape = StateSearch.shape(system, options);
  const difference = differenceOf(header, fingerprint, shape) ?? nonsenseIn(header, shape);
  if (difference !== undefined) return { refused: difference };

  const exploration = new SearchState(shape, options.hash);
  exploration.frontier.startAt(header.expanded);
  const { states, expanded: expansions, edges: transitions } = header;
  const coming = { states, waiting: states - expansions, expansions, transitions };
  const shortfall = exploration.makeRoom(coming, options);
  if (shortfall !== undefined) return { refused: `the checkpoint does not fit: ${shortfall.reason}` };
  for (const { rows, from, to } of sections(exploration, header)) {
    rows.length = to;
    for (const words of rows.words(from, to)) {
      if (!source.readWords(words)) return { refused: ENDS_EARLY };
    }
  }
  const end = source.readSeal(ofAll.digest());
  if (end !== undefined) return { refused: end };
  if (!source.isAtEnd()) return { refused: DAMAGED };
  const astray = strayIn(exploration);
  if (astray !== undefined) return { refused: `the checkpoint is damaged: ${astray}` };
  exploration.restore(header);
  system.tallies.set(header.tallies);
  return new StateSearch(system, options, exploration);
}

const ENDS_EARLY = 'the checkpoint ends early: it was not written to its end';
const DAMAGED = 'the checkpoint is damaged: its digest does not fit';

/** Says in a sentence how the checkpoint is of another run. */
function differenceOf(header: Header, fingerprint: string, shape: SearchShape): string | undefined {
  if (header.fingerprint !== fingerprint) {
    return `the checkpoint is of "${header.fingerprint}"; this run is of "${fingerprint}"`;
  }
  for (const name of Object.keys(shape) as (keyof SearchShape)[]) {
    if (header.shape[name] !== shape[name]) {
      return `the checkpoint has ${name} = ${header.shape[name]}; this run has ${name} = ${shape[name]}`;
    }
  }
  return undefined;
}

/** Names the number of the header that no search can have had, in a sentence. */
function nonsenseIn(header: Header, shape: SearchShape): string | undefined {
  const { tallies } = header;
  const isWhole = tallies.length === shape.tallies && tallies.every(isCount);
  const name = flawIn(header, shape) ?? (isWhole ? undefined : 'tallies');
  return name === undefined ? undefined : `the checkpoint is damaged: its ${name} cannot be`;
}

/** Says which parent or edge leads to no state: whoever follows one must arrive. */
function strayIn({ visited, edges, shape }: SearchState): string | undefined {
  for (let id = 0; id < visited.size; id += 1) {
    if (id === 0 ? visited.parent(id) !== 0 : visited.parent(id) >= id)
      return `state ${id} has parent ${visited.parent(id)}`;
    if (visited.label(id) >= Math.max(shape.labels, 1)) return `state ${id} has label ${visited.label(id)}`;
  }
  if (edges === undefined) return undefined;
  const { targets, ends } = edges;
  for (let id = 0; id < ends.length; id += 1) {
    if (edges.end(id) < edges.begin(id) || edges.end(id) > targets.length)
      return `the edges of state ${id} end at ${edges.end(id)}`;
  }
  if (ends.length > 0 && edges.end(ends.length - 1) !== targets.length)
    return `the edges end at ${targets.length} and not where those of the last state do`;
  for (let edge = 0; edge < targets.length; edge += 1) {
    if (edges.target(edge) >= visited.size) return `edge ${edge} leads to state ${edges.target(edge)}`;
  }
  return undefined;
}

/** The rows that are kept, and in which order. */
function* sections(
  { visited, frontier, edges }: SearchState,
  header: Header,
): Generator<{ readonly rows: RowStorage; readonly from: number; readonly to: number }> {
  yield { rows: visited.rows, from: 0, to: header.states };
  yield { rows: frontier, from: header.expanded, to: header.states };
  if (edges === undefined) return;
  yield { rows: edges.ends, from: 0, to: header.expanded };
  yield { rows: edges.targets, from: 0, to: header.edges };
}

/** Bytes that arrive in pieces of any length; a digest is told of each that is read. */
class Source {
  readonly #pieces: Iterator<Uint8Array, unknown>;
  readonly #digest: Digest;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(pieces: Iterable<Uint8Array>, digest: Digest) {
    this.#pieces = pieces[Symbol.iterator]();
    this.#digest = digest;
  }

  /** Whether there were enough bytes to fill these words. */
  readWords(words: Uint32Array): boolean {
    const bytes = bytesOf(words);
    if (!this.#read(bytes)) return false;
    this.#digest.update(bytes);
    return true;
  }

  /** Reads a digest and compares it; in words what is wrong, if anything. */
  readSeal(expected: Uint8Array): string | undefined {
    const seal = new Uint8Array(expected.length);
    if (!this.#read(seal)) return ENDS_EARLY;
    if (seal.some((byte, at) => byte !== expected[at])) return DAMAGED;
    return undefined;
  }

  isAtEnd(): boolean {
    return !this.#next();
  }

  #read(bytes: Uint8Array): boolean {
    for (let filled = 0; filled < bytes.length; ) {
      if (!this.#next()) return false;
      const part = this.#piece.subarray(0, bytes.length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#piece = this.#piece.subarray(part.length);
    }
    return true;
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
