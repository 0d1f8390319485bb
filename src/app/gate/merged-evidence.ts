// The evidence of several shards as that of one run.
import type {
  CheckEvidence,
  ClauseEvidence,
  CommandEvidence,
  CoverageEvidence,
  KillMatrix,
  MutantEvidence,
} from './check-evidence.ts';

/** Totals, coverage and clauses add up, the rows of kill matrices are put together. */
export function mergedEvidence(all: readonly CheckEvidence[]): CheckEvidence {
  const totals = all.flatMap(({ totals }) => (totals === undefined ? [] : [totals]));
  const coverage = all.flatMap(({ coverage }) => (coverage === undefined ? [] : [coverage]));
  const matrices = all.flatMap(({ killMatrix }) => (killMatrix === undefined ? [] : [killMatrix]));
  const performance = all.flatMap((each) => each.performance ?? []);
  const clauses = all.flatMap((each) => each.clauses ?? []);
  const deviations = all.flatMap((each) => each.deviations ?? []);
  return {
    ...(totals.length > 0 && { totals: sums(totals) }),
    ...(coverage.length > 0 && { coverage: coverage.reduce(bothCovered) }),
    ...(matrices.length > 0 && { killMatrix: unitedMatrix(matrices) }),
    ...(performance.length > 0 && { performance }),
    ...(clauses.length > 0 && { clauses: mergedClauses(clauses) }),
    ...(deviations.length > 0 && { deviations }),
  };
}

type Counts = Readonly<Record<string, number>>;

function sums(all: readonly Counts[]): Counts {
  return togetherByName(all, (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0));
}

function bothCovered(one: CoverageEvidence, other: CoverageEvidence): CoverageEvidence {
  return {
    commandSet: one.commandSet,
    commands: commandsTogether([one.commands, other.commands]),
    witnesses: sums([one.witnesses, other.witnesses]),
    ...((one.classes ?? other.classes) && { classes: sums([one.classes ?? {}, other.classes ?? {}]) }),
  };
}

/** The times that commands were accepted and refused in all. */
export function commandsTogether(
  all: readonly Readonly<Record<string, CommandEvidence>>[],
): Readonly<Record<string, CommandEvidence>> {
  return togetherByName(all, (values) => values.reduce(bothCommands));
}

function bothCommands(one: CommandEvidence, other: CommandEvidence): CommandEvidence {
  return {
    accepted: one.accepted + other.accepted,
    refused: one.refused + other.refused,
    refusals: togetherByName([one.refusals, other.refusals], (values) =>
      values.reduce((a, b) => ({ times: a.times + b.times, alone: a.alone + b.alone })),
    ),
  };
}

/** One of each clause: its counts added up, its mutants put together in the order of their names. */
export function mergedClauses(all: readonly ClauseEvidence[]): readonly ClauseEvidence[] {
  const both = (one: ClauseEvidence, other: ClauseEvidence): ClauseEvidence => ({
    ...one,
    decided: one.decided + other.decided,
    byCheck: sums([one.byCheck, other.byCheck]),
    mutants: [...new Set([...one.mutants, ...other.mutants])].sort(),
  });
  return [...Map.groupBy(all, ({ clause }) => clause).values()].map((each) => each.reduce(both));
}

/** In the order of one run: every shard has taken a row in its turn. */
function unitedMatrix(matrices: readonly KillMatrix[]): KillMatrix {
  const length = Math.max(...matrices.map(({ mutants }) => mutants.length));
  const rows = Array.from({ length }, (_, place) =>
    matrices.flatMap(({ mutants }) => mutants.slice(place, place + 1)),
  ).flat();
  return {
    commandSet: matrices[0].commandSet,
    properties: [...new Set(matrices.flatMap(({ properties }) => properties))],
    mutants: [...Map.groupBy(rows, ({ name }) => name).values()].map((same) => same.reduce(bothMutants)),
  };
}

function bothMutants(one: MutantEvidence, other: MutantEvidence): MutantEvidence {
  return { ...other, ...one, killedBy: { ...other.killedBy, ...one.killedBy } };
}

/** Values of the same name put together, in the order in which the names appear first. */
export function togetherByName<Value>(
  all: readonly Readonly<Record<string, Value>>[],
  together: (values: readonly Value[]) => Value,
): Readonly<Record<string, Value>> {
  const names = new Set(all.flatMap((each) => Object.keys(each)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      together(all.flatMap((each) => (Object.hasOwn(each, name) ? [each[name]] : []))),
    ]),
  );
}
