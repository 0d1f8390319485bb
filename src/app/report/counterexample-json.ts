// A counterexample for machines, in the one shape that all commands print (docs/json.md).
import { printCommands } from '../../contract/notation/trace.ts';
import type { Specification } from '../../model/specification.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { recordedDivergence } from '../../counterexample/file/record.ts';
import type { Certificate } from '../../counterexample/file/record.ts';
import type { History } from '../../engines/certificate/replay-steadily.ts';

/** Facts that a command found out besides the failure. */
interface Circumstances {
  /** The result of shrinking; `undefined` where that was not tried. */
  readonly shrunk?:
    | {
        readonly foundWith: number;
        readonly executions: number;
        readonly unfinished: string | undefined;
        readonly certificate: Certificate | undefined;
      }
    | undefined;
  /** The result of running it again; `undefined` where that was not tried. */
  readonly again?: { readonly flaky: boolean; readonly history: History | undefined } | undefined;
  readonly file?: string | undefined;
  readonly replay?: string | undefined;
}

/** All names are always there but for `answers`; `null` stands for what is not known or was not tried. */
export function counterexampleJson(
  { commands, divergence }: Failure,
  { vocabulary }: Specification,
  { shrunk, again, file, replay }: Circumstances = {},
): Readonly<Record<string, unknown>> {
  const { command, answers } = divergence;
  return {
    commands,
    notation: printCommands(commands, vocabulary),
    command: command ?? null,
    missed: null,
    ...recordedDivergence(divergence),
    ...(answers !== undefined && { answers }),
    foundWith: shrunk?.foundWith ?? null,
    executions: shrunk?.executions ?? null,
    shrinkFinished: shrunk === undefined ? null : shrunk.unfinished === undefined,
    shrinkUnfinished: shrunk?.unfinished ?? null,
    certificate: shrunk?.certificate ?? null,
    flaky: again?.flaky ?? null,
    history: historyJson(again?.history),
    file: file ?? null,
    replay: replay ?? null,
  };
}

function historyJson(history: History | undefined): Readonly<Record<string, unknown>> | null {
  if (history === undefined) return null;
  const { runs, commands, failsAtRun } = history;
  return { runs, commands, failsAtRun };
}
