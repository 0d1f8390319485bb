// The outcome of a search for an order that explains a history, in words and as JSON.
import { counted, grouped } from '../../contract/format-numbers.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import type { CommandPlace, ConcurrentHistory, HistoryEntry } from '../../engines/concurrency/history.ts';
import { hasOverlap, placeText } from '../../engines/concurrency/history.ts';
import type { Linearization } from '../../engines/concurrency/linearizability.ts';
import type { RefutedOrder } from '../../engines/concurrency/refuted-orders.ts';
import { refutedOrderText } from '../../engines/concurrency/refuted-orders.ts';
import type { Specification } from '../../model/specification.ts';

/** Longer histories are told by their longest explained start alone. */
const TOLD_MAX = 24;

/** `2 commands in 2 branches`. */
function sizeText({ branches }: Pick<ConcurrentHistory, 'branches'>): string {
  return `${counted(branches.flat().length, 'command')} in ${counted(branches.length, 'branch', 'branches')}`;
}

/** The outcome in a sentence, after the name of the history and a colon. */
export function linearizationSentence(outcome: Linearization, history: ConcurrentHistory): string {
  const size = sizeText(history);
  if (outcome.verdict === 'pass') {
    const { order } = outcome;
    const ended = outcome.ended === undefined ? '' : `, up to a known deviation: ${outcome.ended.reason}`;
    const places = order.length <= TOLD_MAX ? ` ${order.map(placeText).join(' ')}` : '';
    return `${size}, explained by ${order.length === 0 ? 'none of them' : `the order${places}`}${ended}`;
  }
  if (outcome.verdict === 'fail')
    return outcome.inPrefix?.sentence ?? `no order of its ${size} explains what was answered and shown`;
  const { length } = outcome.longest.order;
  return length === 0
    ? outcome.reason
    : `${outcome.reason}; the longest start that is explained has ${grouped(length)} of ${size}`;
}

/** The commands of a failure, and the orders that were tried; how far a search came that was not ended; else nothing. */
export function linearizationDetails(
  outcome: Linearization,
  history: ConcurrentHistory,
  specification: Specification,
): readonly string[] {
  if (outcome.verdict === 'pass') return [];
  if (outcome.verdict === 'fail' && outcome.inPrefix !== undefined)
    return ['the prefix runs alone, so this is a failure without any concurrency'];
  const { longest } = outcome;
  const explained = [
    `the longest start that is explained: ${startText(longest.order)}`,
    ...longest.stops.map((stop) => `  then ${stopText(stop, history, specification)}`),
  ];
  if (outcome.verdict === 'inconclusive') return longest.order.length === 0 ? [] : explained;
  const isShort = history.branches.flat().length <= TOLD_MAX;
  const sequential = hasOverlap(history)
    ? []
    : ['no two commands overlapped, so this is a failure without any concurrency'];
  if (!isShort) return [...explained, ...sequential];
  return [
    ...history.branches.flatMap((branch, index) => linesOf(branch, index, specification)),
    '',
    'every order, up to what refutes it:',
    ...outcome.refuted.map((each) => `  ${refutedOrderText(each)}`),
    ...(outcome.allRefuted ? [] : ['  and more']),
    ...sequential,
  ];
}

/** The places of an order, of a long one the last. */
function startText(order: readonly CommandPlace[]): string {
  if (order.length === 0) return 'none';
  const places = order.slice(-TOLD_MAX).map(placeText);
  return order.length <= TOLD_MAX
    ? places.join(' ')
    : `${grouped(order.length)}, the last being ${places.join(' ')}`;
}

/** `2.1 "1 fork 3" should be refused (id-in-use)`. */
function stopText(
  { order, at, reason }: RefutedOrder,
  history: ConcurrentHistory,
  by: Specification,
): string {
  const place = order.at(-1);
  if (at === 'end' || place === undefined) return `at the end: ${reason.because}`;
  const { command } = history.branches[place.branch - 1][place.position - 1];
  return `${placeText(place)} "${commandText(command, by)}" ${reason.because}`;
}

function linesOf(
  branch: readonly HistoryEntry[],
  index: number,
  specification: Specification,
): readonly string[] {
  return branch.map(({ command, called, answered, answer }, position) => {
    const place = placeText({ branch: index + 1, position: position + 1 });
    const given = answer === undefined ? '' : ` => ${printAnswer(answer)}`;
    const times =
      called === undefined
        ? 'never called'
        : `called at ${called}, ${answered === undefined ? 'never answered' : `answered at ${answered}`}`;
    return `${place}  ${commandText(command, specification)}${given}  (${times})`;
  });
}

function commandText(command: HistoryEntry['command'], { vocabulary }: Specification): string {
  return isObserve(command) ? '- observe' : printCommand(command, vocabulary);
}

/** The outcome for machines (docs/json.md). */
export function linearizationJson(
  outcome: Linearization,
  history: ConcurrentHistory,
  specification: Specification,
): Readonly<Record<string, unknown>> {
  const { verdict, places } = outcome;
  const failed = verdict === 'fail' ? outcome : undefined;
  return {
    verdict,
    reason: verdict === 'pass' ? null : linearizationSentence(outcome, history),
    commandSet: specification.commandSet,
    profile: specification.profile ?? null,
    branches: history.branches.length,
    commands: history.branches.flat().length,
    overlapping: hasOverlap(history),
    order: verdict === 'pass' ? outcome.order.map(placeText) : null,
    endedBy: verdict === 'pass' ? (outcome.ended ?? null) : null,
    inPrefix: failed?.inPrefix?.step ?? null,
    longest:
      verdict === 'pass'
        ? null
        : {
            order: outcome.longest.order.map(placeText),
            stops: outcome.longest.stops.map(refutedJson),
          },
    refuted: (failed?.refuted ?? []).map(refutedJson),
    allRefuted: failed?.allRefuted ?? false,
    places,
  };
}

function refutedJson(refuted: RefutedOrder): Readonly<Record<string, unknown>> {
  const { order, at, reason } = refuted;
  return {
    order: order.map(placeText),
    at,
    clause: reason.clause,
    refusals: reason.refusals,
    sentence: refutedOrderText(refuted),
  };
}
