// Reads an answer in a counterexample's JSON.
import type { Answer } from '../../contract/command.ts';
import { acceptedWith } from '../../contract/command.ts';
import type { Read } from './json-reader.ts';
import { described, jsonMembers, misread, recordOfValues } from './json-reader.ts';

const refused: Read<string | true> = (json, pointer) =>
  typeof json === 'string' || json === true
    ? json
    : misread(pointer, `expected the reason as a text, or true, not ${described(json)}`);

/** `{"ok":{…}}` with fields of this form, or `{"refused":…}`. */
export function answerWith(fields: Read<unknown>): Read<Answer> {
  return (json, pointer) => {
    const given = jsonMembers(json, pointer);
    const [key, ...more] = Object.keys(given);
    if (more.length === 0 && key === 'ok')
      return acceptedWith(
        recordOfValues(fields)(given['ok'], `${pointer}/ok`) as Readonly<Record<string, number>>,
      );
    if (more.length === 0 && key === 'refused')
      return { refused: refused(given['refused'], `${pointer}/refused`) };
    return misread(pointer, `expected {"ok":{…}} or {"refused":…}, not ${described(json)}`);
  };
}

/** The answer of a foreign system may hold anything. */
export const anyAnswer: Read<Answer> = answerWith((json) => json);
