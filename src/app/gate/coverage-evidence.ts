// The reach of checks as data, read off a tally.
import type { Coverage } from '../../engines/coverage.ts';
import type { CoverageEvidence } from './check-evidence.ts';

/** The evidence of one tally. A witness counts once for each that saw it. */
export function coverageEvidenceOf(coverage: Coverage): CoverageEvidence {
  const classes = coverage.classes();
  return {
    commandSet: coverage.specification.vocabulary.id,
    commands: coverage.counts(),
    witnesses: Object.fromEntries(
      Object.entries(coverage.witnesses()).map(([name, seen]) => [name, seen === null ? 0 : 1]),
    ),
    ...(classes && { classes }),
  };
}
