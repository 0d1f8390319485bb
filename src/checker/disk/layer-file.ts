// The format of the files of a search in layers: sections of words, each with a digest, then facts about them. A reader
// knows what it wants, and gets that, whole and of this search, or a sentence that says what is wrong.
import type { Mark } from '../checkpoint.ts';
import { bytesOf, textInWords } from '../words-in-files.ts';
import type { FileInTheMaking, Store, StoredFile } from './store.ts';

// Preamble (2 words: magic, version), the sections one after another, the footer (JSON, padded with spaces to whole
// words), then its length in bytes and the magic again, and the digest of preamble, footer and length. The footer says
// where each section lies and what its digest is. Words are in the byte order of the machine.
const MAGIC = 0x5061_7465;
/** Goes up with the layout, and whenever a search would go on differently from the same files. */
const VERSION = 1;
const PREAMBLE_BYTES = 8;
const LENGTH_BYTES = 8;
/** The most that a footer can have: a layer of a million files has one of this size. */
const FOOTER_MAX_BYTES = 2 ** 28;
/** Bytes that are read at the end in one go; most footers fit. */
const TAIL_BYTES = 2 ** 14;

/** Words that are gathered before they are written. */
export const WORDS_A_WRITE: number = 2 ** 16;

/** A file is not what it has to be, in a sentence that begins with its name. */
export class DamagedFile extends Error {}

interface Section {
  readonly from: number;
  readonly bytes: number;
  readonly digest: string;
}

/** The last part of a file; `facts` are those of its kind. */
export interface Footer<Facts> {
  readonly kind: string;
  /** Stands for the search, as a digest of what {@link Mark} says in words. */
  readonly stamp: string;
  readonly sections: readonly (Section | null)[];
  readonly facts: Facts;
}

/** The stamp of a search's files. */
export function stampOf({ fingerprint, newDigest }: Mark): string {
  const digest = newDigest();
  digest.update(new TextEncoder().encode(fingerprint));
  return hex(digest.digest());
}

/** Writes one file, section by section. A draft until {@link finish}. */
export class LayerFileWriter {
  readonly #name: string;
  readonly #mark: Mark;
  readonly #draft: FileInTheMaking;
  readonly #sections: (Section | null)[] = [];
  #digest: ReturnType<Mark['newDigest']>;
  #from = PREAMBLE_BYTES;
  #bytes = PREAMBLE_BYTES;

  private constructor(name: string, mark: Mark, draft: FileInTheMaking) {
    this.#name = name;
    this.#mark = mark;
    this.#draft = draft;
    this.#digest = mark.newDigest();
  }

  static async begin(store: Store, name: string, mark: Mark): Promise<LayerFileWriter> {
    const writer = new LayerFileWriter(name, mark, await store.create(name));
    await writer.#orDiscard(() => writer.#draft.write(preamble()));
    return writer;
  }

  /** Adds words to the section. */
  async add(words: Uint32Array): Promise<void> {
    const bytes = bytesOf(words);
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
    await this.#orDiscard(() => this.#draft.write(bytes));
  }

  /** Ends the section; the next one begins. */
  endSection(): void {
    const bytes = this.#bytes - this.#from;
    this.#sections.push(bytes === 0 ? null : { from: this.#from, bytes, digest: hex(this.#digest.digest()) });
    this.#from = this.#bytes;
    this.#digest = this.#mark.newDigest();
  }

  /** Ends the file, and puts it in its place. */
  async finish(kind: string, facts: unknown, lasting = false): Promise<StoredFile> {
    const footer: Footer<unknown> = { kind, stamp: stampOf(this.#mark), sections: this.#sections, facts };
    const text = textInWords(JSON.stringify(footer));
    const length = bytesOf(Uint32Array.of(text.byteLength, MAGIC));
    const digest = this.#mark.newDigest();
    for (const part of [preamble(), bytesOf(text), length]) digest.update(part);
    const seal = digest.digest();
    await this.#orDiscard(async () => {
      for (const part of [bytesOf(text), length, seal]) await this.#draft.write(part);
      await this.#draft.commit(lasting);
    });
    return { name: this.#name, bytes: this.#bytes + text.byteLength + length.length + seal.length };
  }

  async discard(): Promise<void> {
    await this.#draft.discard();
  }

  /** A draft that cannot be gone on with is not left behind. */
  async #orDiscard(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.#draft.discard();
      throw error;
    }
  }
}

/** Reads the footer of a file, which must be of this kind; of this search too, where a stamp is given. */
export async function readFooter<Facts>(
  store: Store,
  { name, bytes }: StoredFile,
  newDigest: Mark['newDigest'],
  kind: string,
  stamp?: string,
): Promise<Footer<Facts>> {
  const seal = newDigest().digest().length;
  const least = PREAMBLE_BYTES + LENGTH_BYTES + seal;
  const [magic, version] = wordsOf(await store.read(name, 0, Math.min(PREAMBLE_BYTES, bytes - (bytes % 4))));
  if (magic !== MAGIC)
    throw new DamagedFile(
      `${name} must be a file of a search in layers, from a machine of the same byte order`,
    );
  if (version !== VERSION)
    throw new DamagedFile(`${name} has version ${version} of the format; this is version ${VERSION}`);
  if (bytes < least || bytes % 4 !== 0) throw new DamagedFile(`${name} ${ENDS_EARLY}`);
  let tail = await store.read(name, Math.max(PREAMBLE_BYTES, bytes - TAIL_BYTES), bytes);
  const [length, end] = wordsOf(tail.slice(tail.length - seal - LENGTH_BYTES, tail.length - seal));
  if (end !== MAGIC || length % 4 !== 0 || length > Math.min(FOOTER_MAX_BYTES, bytes - least))
    throw new DamagedFile(`${name} ${DAMAGED}`);
  const wanted = length + LENGTH_BYTES + seal;
  tail =
    tail.length >= wanted
      ? tail.subarray(tail.length - wanted)
      : await store.read(name, bytes - wanted, bytes);
  if (tail.length !== wanted) throw new DamagedFile(`${name} ${ENDS_EARLY}`);
  const digest = newDigest();
  for (const part of [preamble(), tail.subarray(0, tail.length - seal)]) digest.update(part);
  if (hex(digest.digest()) !== hex(tail.subarray(tail.length - seal)))
    throw new DamagedFile(`${name} ${DAMAGED}`);
  const footer = JSON.parse(new TextDecoder().decode(tail.subarray(0, length))) as Footer<Facts>;
  if (footer.kind !== kind)
    throw new DamagedFile(`${name} is a file of another kind: ${footer.kind} in place of ${kind}`);
  if (stamp !== undefined && footer.stamp !== stamp) throw new DamagedFile(`${name} is of another search`);
  return footer;
}

const ENDS_EARLY = 'ends early: it was not written to its end';
const DAMAGED = 'is damaged: its digest does not fit';

/** The words of one section, a block at a time. Its digest is known to fit once all of it was read. */
export class SectionReader {
  readonly #store: Store;
  readonly #name: string;
  readonly #section: Section | null;
  readonly #digest: ReturnType<Mark['newDigest']>;
  readonly #blockBytes: number;
  #read = 0;

  /** `recordWords`: a block has whole records of so many words. */
  constructor(
    store: Store,
    name: string,
    section: Section | null,
    newDigest: Mark['newDigest'],
    { recordWords, blockBytes }: { readonly recordWords: number; readonly blockBytes: number },
  ) {
    this.#store = store;
    this.#name = name;
    this.#section = section;
    this.#digest = newDigest();
    this.#blockBytes = Math.max(1, Math.floor(blockBytes / (recordWords * 4))) * recordWords * 4;
    if (section !== null && section.bytes % (recordWords * 4) !== 0)
      throw new DamagedFile(`${name} is damaged: its records are not whole`);
  }

  /** The next block; undefined at the end. */
  async next(): Promise<Uint32Array | undefined> {
    const section = this.#section;
    if (section === null) return undefined;
    if (this.#read === section.bytes) {
      this.#read += 1; // Asked once more, it says the same.
      if (hex(this.#digest.digest()) !== section.digest) throw new DamagedFile(`${this.#name} ${DAMAGED}`);
    }
    if (this.#read > section.bytes) return undefined;
    const wanted = Math.min(this.#blockBytes, section.bytes - this.#read);
    const from = section.from + this.#read;
    const bytes = await this.#store.read(this.#name, from, from + wanted);
    if (bytes.length !== wanted) throw new DamagedFile(`${this.#name} ${ENDS_EARLY}`);
    this.#digest.update(bytes);
    this.#read += wanted;
    return wordsOf(bytes);
  }
}

function preamble(): Uint8Array {
  return bytesOf(Uint32Array.of(MAGIC, VERSION));
}

/** The same memory as words, where it lies so; else a copy. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const words = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(words.buffer, words.byteOffset, words.byteLength >>> 2);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
