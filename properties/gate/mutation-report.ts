// Reads Stryker's report: the mutants of each file, each told by its texts and never by its place alone.
import * as v from 'valibot';

/** A change of one text of one file, and the end it came to. */
export interface Mutant {
  readonly file: string;
  readonly mutator: string;
  /** The text that was replaced, with its white space made single, cut where it is long. */
  readonly original: string;
  readonly replacement: string;
  /** The line on which it begins, trimmed: the same text may stand on several. */
  readonly on: string;
  /**
   * `undecided`: the clock ended its run, and on a busy machine that says nothing about it; or it was passed by fewer
   * tests than reach it, the others not having been run.
   */
  readonly end: 'noticed' | 'survived' | 'undecided' | 'left out';
}

const POSITION = v.object({ line: v.number(), column: v.number() });

/** The part of the report's schema that is read here. */
const REPORT = v.object({
  schemaVersion: v.string(),
  files: v.record(
    v.string(),
    v.object({
      source: v.string(),
      mutants: v.array(
        v.object({
          mutatorName: v.string(),
          replacement: v.optional(v.string()),
          location: v.object({ start: POSITION, end: POSITION }),
          status: v.picklist([
            'Killed',
            'Timeout',
            'Survived',
            'NoCoverage',
            'CompileError',
            'RuntimeError',
            'Ignored',
            'Pending',
          ]),
          statusReason: v.optional(v.string()),
          coveredBy: v.optional(v.array(v.string())),
          testsCompleted: v.optional(v.number()),
        }),
      ),
    }),
  ),
});

/** Long enough to tell texts apart, short enough to read. */
const TEXT_MAX = 160;

/** The mutants of these files, or of all where none are named; throws where this is no report of Stryker's. */
export function mutantsIn(json: string, files?: readonly string[]): readonly Mutant[] {
  const report = v.parse(REPORT, JSON.parse(json));
  return Object.entries(report.files)
    .filter(([file]) => files?.includes(file) ?? true)
    .flatMap(([file, { source, mutants }]) => {
      const lines = source.split('\n');
      return mutants.map((mutant): Mutant => {
        const { start, end } = mutant.location;
        return {
          file,
          mutator: mutant.mutatorName,
          original: short(textBetween(lines, start, end)),
          replacement: short(mutant.replacement ?? ''),
          on: short(lines[start.line - 1] ?? ''),
          end: endOf(mutant),
        };
      });
    });
}

type ReportedMutant = v.InferOutput<typeof REPORT>['files'][string]['mutants'][number];

/**
 * A mutant that no test reaches survives like one that all tests pass over; one that broke the run was noticed, and so was
 * one that ran round and round, which Stryker tells by a count and not by the clock.
 */
function endOf({
  status,
  statusReason = '',
  coveredBy = [],
  testsCompleted = 0,
}: ReportedMutant): Mutant['end'] {
  if (status === 'Timeout') return statusReason.startsWith('Hit limit') ? 'noticed' : 'undecided';
  if (status === 'NoCoverage') return 'survived';
  if (status === 'Survived') return testsCompleted < coveredBy.length ? 'undecided' : 'survived';
  return status === 'Ignored' || status === 'Pending' ? 'left out' : 'noticed';
}

type Position = v.InferOutput<typeof POSITION>;

/** Lines and columns are counted from 1, the end is not part of it. */
function textBetween(lines: readonly string[], start: Position, end: Position): string {
  const within = lines.slice(start.line - 1, end.line);
  const last = within.length - 1;
  return within
    .map((line, index) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
    )
    .join('\n');
}

/** The text on one line, cut where it is long. */
export function short(text: string): string {
  const single = text.replaceAll(/\s+/g, ' ').trim();
  return single.length <= TEXT_MAX ? single : `${single.slice(0, TEXT_MAX)}…`;
}
