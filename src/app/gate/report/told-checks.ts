// The checks that a form of the report shows: those that were run, and one for each reason that the gate is open besides,
// for readers of the forms see nothing else, and what is not there is green to them.
import type { CheckReport, GateReport } from '../gate.ts';

/** The checks, then those that were not come to; where no check is the reason that the gate is no pass, one that is. */
export function toldChecks({ checks, notRun, verdict, reason }: GateReport): readonly CheckReport[] {
  const all = [...checks, ...notRun.map((name) => openCheck(name, NOT_RUN))];
  const isGreen = all.every((check) => check.verdict === 'pass' || check.leftOut);
  return verdict !== 'pass' && isGreen ? [...all, openCheck('gate', reason ?? verdict)] : all;
}

const NOT_RUN = 'not run: the gate was interrupted before';

function openCheck(name: string, sentence: string): CheckReport {
  const [line = name, commandSet = null] = name.split('/');
  return {
    name,
    commandSet,
    line,
    question: 'the gate comes to its end, and judges something',
    budget: 0,
    verdict: 'inconclusive',
    leftOut: false,
    sentence,
    report: null,
    counterexample: null,
    evidence: {},
    elapsedMs: 0,
    extent: 'whole',
  };
}
