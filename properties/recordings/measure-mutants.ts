// Measures which mutants of the POSIX table the traces of the recordings tell from the table, and prints the table of
// docs/recordings.md. Takes a minute.
//
// Usage: node properties/recordings/measure-mutants.ts
import { replay } from '../../src/lockstep/replay.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { POSIX_MUTANTS } from '../../src/systems/mutants/registry.ts';
import { recordingNames } from '../support/recorded-logs.ts';
import { stepsOf, traceOfRecording } from '../support/recorded-traces.ts';

/** The mutants that the trace of each recording fails on, by the recording's name. */
async function killsOfRecordings(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const kills = new Map<string, ReadonlySet<string>>();
  for (const name of recordingNames()) {
    const commands = stepsOf(await traceOfRecording(name)).map(({ command }) => command);
    const killed = new Set<string>();
    for (const mutant of Object.keys(POSIX_MUTANTS)) {
      const system = mutantSystem(mutant);
      if (system === undefined) throw new Error(`there is no mutant ${mutant}`);
      if ((await replay(system, POSIX.linux, commands)).divergence !== undefined) killed.add(mutant);
    }
    kills.set(name, killed);
  }
  return kills;
}

/** The recordings of small programs made to show what is rare. */
function isMadeUp(name: string): boolean {
  return name.startsWith('zoo_');
}

/** The rows of the table in docs/recordings.md, and the mutants that no trace tells. */
export async function mutantLines(): Promise<readonly string[]> {
  const kills = await killsOfRecordings();
  const all = Object.keys(POSIX_MUTANTS);
  const names = [...kills.keys()];
  const killedBy = (some: readonly string[]): number =>
    all.filter((mutant) => some.some((name) => kills.get(name)?.has(mutant) === true)).length;
  const most = names.toSorted((one, other) => killedBy([other]) - killedBy([one])).slice(0, 6);
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [`all ${names.length}`, names],
    [
      `the ${names.filter((name) => !isMadeUp(name)).length} of real programs`,
      names.filter((name) => !isMadeUp(name)),
    ],
    ...most.map((name) => [`\`${name}\``, [name]] as const),
  ];
  const silent = all.filter((mutant) => !names.some((name) => kills.get(name)?.has(mutant) === true));
  return [
    `| recordings | of ${all.length} mutants |`,
    '|---|---:|',
    ...rows.map(([text, some]) => `| ${text} | ${killedBy(some)} |`),
    '',
    ...silent.map((mutant) => `- \`${mutant}\``),
  ];
}

if (import.meta.main) for (const line of await mutantLines()) process.stdout.write(`${line}\n`);
