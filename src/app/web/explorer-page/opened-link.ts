// A trace or a counterexample as a fragment of the explorer's address, without the page.
import { Trial } from './trial.ts';

/** The fragment that opens a file's text, without `#`, and a note on it; the problem is a sentence. `file`: its name. O(commands). */
export function openedLink(
  text: string,
  file: string,
): { readonly link: string; readonly note: string } | { readonly problem: string } {
  const trial = new Trial();
  const told = trial.open(text, file);
  return 'problem' in told ? told : { link: trial.link, note: told.note };
}
