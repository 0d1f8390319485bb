// The one exception by which an adapter tells that a system misbehaved: recognised by its class, never by its name, since a
// user's own class may bear any name.

/** A system did not do what is asked of it: a finding about it, in a sentence that begins with "it". */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  /** It just never answered. */
  readonly hung: boolean;
  /** The end of what it wrote for people, where that is at hand. */
  readonly log: string;
  /** The method of the system that it was in, in words that can begin a sentence; absent where that is not known. */
  readonly during: string | undefined;

  constructor(
    sentence: string,
    { hung = false, log = '', during }: Partial<Pick<Trouble, 'hung' | 'log' | 'during'>> = {},
  ) {
    super(sentence);
    this.hung = hung;
    this.log = log;
    this.during = during;
  }
}
