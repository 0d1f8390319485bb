// Reads a counterexample's JSON, checked against everything that its published schema demands.
import type { ArgumentKind, ArgumentValue } from '../../contract/argument.ts';
import type { Vocabularies, Vocabulary } from '../../contract/vocabulary.ts';
import { isSwitch, isWord, rangeOf, wordsOf } from '../../contract/argument.ts';
import type { Command } from '../../contract/command.ts';
import { argumentListOf, commandOf, ID_MAX } from '../../contract/command.ts';
import { describeValue } from '../../contract/foreign-value.ts';
import { refusalNamed } from '../../contract/refusal.ts';
import { INVARIANT_SENTENCES } from '../../model/invariants/all.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import type { ExpectedAnswer, MissedRefusal } from '../../lockstep/divergence.ts';
import type { Read } from './json-reader.ts';
import {
  list,
  jsonMembers,
  misread,
  nullable,
  object,
  oneOf,
  optional,
  readJson,
  switched,
  text,
  whole,
} from './json-reader.ts';
import { answerWith, anyAnswer } from './read-answer.ts';
import { readObservation } from './read-observation.ts';
import type { Certificate, CounterexampleRecord, RecordedDivergence } from './record.ts';
import { RECORD_FORMAT, RECORD_VERSION } from './record.ts';

/** A record of commands of one of these vocabularies, or where and why the text is none. Members that are not known are left out. */
export function parseRecord(
  json: string,
  vocabularies: Vocabularies,
): { readonly value: CounterexampleRecord } | { readonly problem: string } {
  return readJson(json, recordIn(vocabularies));
}

const code = whole(-(2 ** 31), ID_MAX);
const count = whole(0, Number.MAX_SAFE_INTEGER);

function valueOf(kind: ArgumentKind): Read<ArgumentValue> {
  if (isSwitch(kind)) return switched;
  if (isWord(kind)) return oneOf(...wordsOf(kind));
  if (kind === 'signal') return oneOf(0, 9);
  const { least, most } = rangeOf(kind);
  return whole(least, most);
}

/** A command of a set, with just its own arguments. */
export const commandIn =
  (vocabulary: Vocabulary): Read<Command> =>
  (json, pointer) => {
    const given = jsonMembers(json, pointer);
    const name = oneOf(...Object.keys(vocabulary.commands))(given['name'], `${pointer}/name`);
    const parts = argumentListOf(vocabulary, name);
    const extra = Object.keys(given).find((key) => key !== 'name' && parts.every((part) => part.key !== key));
    if (extra !== undefined) misread(`${pointer}/${extra}`, `${name} has no such argument`);
    return commandOf(
      vocabulary,
      name,
      parts.map(({ key, kind }) => valueOf(kind)(given[key], `${pointer}/${key}`)),
    );
  };

const field: Read<number | boolean> = (json, pointer) =>
  typeof json === 'boolean' ? json : code(json, pointer);

const answer = answerWith(field);

/** An answer and a state together, as version 1 has them. */
function side<Given>(given: Read<Given>) {
  return object({ answer: nullable(given), observation: nullable(readObservation) });
}

const invariant: Read<InvariantId> = oneOf(...(Object.keys(INVARIANT_SENTENCES) as InvariantId[]));

/** The reader of a failure, in the words of a set. */
function divergenceReaders(vocabulary: Vocabulary): {
  readonly divergence: Read<RecordedDivergence>;
  readonly divergence1: Read<RecordedDivergence>;
} {
  const expectedAnswer: Read<ExpectedAnswer> = (json, pointer) => {
    const given = jsonMembers(json, pointer);
    if (!Object.hasOwn(given, 'refusedWithAnyOf')) return answer(json, pointer);
    const names = list(text)(given['refusedWithAnyOf'], `${pointer}/refusedWithAnyOf`);
    return {
      refusedWithAnyOf: names.map((name, index) =>
        refusalNamed(vocabulary, name) !== undefined
          ? name
          : misread(`${pointer}/refusedWithAnyOf/${index}`, `expected a refusal, got ${describeValue(name)}`),
      ),
    };
  };

  const missed: Read<MissedRefusal> = object({
    refusal: oneOf(...Object.keys(vocabulary.refusals)),
    ground: optional(oneOf(...Object.values(vocabulary.refusals).flatMap(({ grounds = [] }) => grounds))),
  });

  const members = {
    step: whole(-1, ID_MAX),
    kind: oneOf('answer', 'observation', 'invariant', 'self-check', 'exception'),
    concerns: text,
    missed: optional(missed) as Read<MissedRefusal>,
    sentence: text,
    differences: list(object({ of: text, field: text, expected: text, seen: text })),
    violations: list(object({ invariant, finding: text })),
  };

  const divergence: Read<RecordedDivergence> = object({
    ...members,
    expectedAnswer: nullable(expectedAnswer),
    seenAnswer: nullable(anyAnswer),
    expected: nullable(readObservation),
    seen: nullable(readObservation),
  });

  /** As version 1 has it: what a release before this one stored can still be shown and replayed. */
  const divergence1: Read<RecordedDivergence> = (json, pointer) => {
    const { expected, seen, ...others } = object({
      ...members,
      expected: side(expectedAnswer),
      seen: side(anyAnswer),
    })(json, pointer);
    return {
      ...others,
      expectedAnswer: expected.answer,
      seenAnswer: seen.answer,
      expected: expected.observation,
      seen: seen.observation,
    };
  };

  return { divergence, divergence1 };
}

const certificate: Read<Certificate> = (json, pointer) =>
  switched(jsonMembers(json, pointer)['shortest'], `${pointer}/shortest`)
    ? (object({
        shortest: oneOf(true),
        commands: count,
        transitions: count,
        sequences: optional(count),
        covers: text,
      })(json, pointer) as Certificate)
    : object({ shortest: oneOf(false), atLeast: count, reason: text })(json, pointer);

/** Another format or version is told of before anything else is found fault with. */
const recordIn =
  (vocabularies: Vocabularies): Read<CounterexampleRecord> =>
  (json, pointer) => {
    const ids = vocabularies.map((vocabulary) => vocabulary.id);
    const head = object({
      format: oneOf(RECORD_FORMAT),
      version: oneOf(1, RECORD_VERSION),
      commandSet: oneOf(...ids),
    })(json, pointer);
    const vocabulary = vocabularies.find((each) => each.id === head.commandSet) ?? vocabularies[0];
    const { divergence, divergence1 } = divergenceReaders(vocabulary);
    const value = object({
      format: oneOf(RECORD_FORMAT),
      version: () => RECORD_VERSION,
      commandSet: oneOf(...ids),
      system: text,
      found: optional(object({ seed: optional(whole(-(2 ** 31), ID_MAX)), path: optional(text) })) as Read<
        CounterexampleRecord['found']
      >,
      environment: optional(list(text)),
      steps: list(object({ command: commandIn(vocabulary), answer })),
      divergence: head.version === 1 ? divergence1 : divergence,
      certificate: optional(certificate),
    })(json, pointer) as CounterexampleRecord;
    const { step } = value.divergence;
    if (step >= value.steps.length)
      misread('/divergence/step', `there is no step ${step}: the steps end with ${value.steps.length - 1}`);
    return value;
  };
