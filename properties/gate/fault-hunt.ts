// Puts each fault of the engines into a copy of the checkout, and looks whether the test named for it fails.
import type { RunControl } from '../../src/contract/run-control.ts';
import { controlIn } from '../../src/contract/run-control.ts';
import { counted } from '../../src/contract/format-numbers.ts';
import { CheckoutCopy } from './checkout-copy.ts';
import type { EngineFault } from './engine-faults.ts';
import { NamedTests } from './named-tests.ts';
import type { TestEnd } from './named-tests.ts';
import { patched } from './patches.ts';

/** The folder of the patches. */
export const FAULTS_FOLDER = 'properties/gate/engine-faults';

/** The end of one fault: noticed by its test, or a sentence on what must be mended, or on why that is not known. */
export interface HuntedFault {
  readonly name: string;
  /** The first line of the assertion; `undefined` where the fault went unnoticed. */
  readonly noticed: string | undefined;
  /** The sentence where it did. */
  readonly problem: string | undefined;
  /** The reason that nothing is known: its test came to no end. */
  readonly unclear?: string;
}

/** A hunt, and how far it came. */
export interface Hunt {
  readonly hunted: readonly HuntedFault[];
  /** Names of those that were not come to, as somebody wanted an end. */
  readonly left: readonly string[];
}

/** The progress of a hunt, as a phrase, and who is told of each fault. */
export interface HuntControl extends Partial<RunControl<string>> {
  readonly hunted?: (fault: HuntedFault) => void;
}

/** Often enough that an end that is wanted comes at once. */
const LOOK_MS = 100;

/** Looks first that the tests are green without a fault, then at each fault, which are told by name. */
export async function huntFaults(
  faults: Readonly<Record<string, EngineFault>>,
  options: HuntControl = {},
): Promise<Hunt> {
  const all = Object.entries(faults);
  const { stopped, progress } = controlIn<string>(options);
  using copy = new CheckoutCopy();
  const tests = new NamedTests(copy.root, copy.beside);
  const watch = setInterval(() => {
    if (stopped()) tests.end();
  }, LOOK_MS);
  try {
    progress?.('the tests without a fault');
    const green = await tests.run(all.map(([, { noticedBy }]) => noticedBy));
    const hunted: HuntedFault[] = [];
    for (const [index, [name, fault]] of all.entries()) {
      if (stopped()) break;
      progress?.(`${index + 1} of ${counted(all.length, 'fault')}: ${name}`);
      const found = await huntFault(name, fault, green[index], copy.root, tests);
      if (stopped()) break;
      hunted.push(found);
      options.hunted?.(found);
    }
    return { hunted, left: all.slice(hunted.length).map(([name]) => name) };
  } finally {
    clearInterval(watch);
  }
}

/** The line of a fault. */
export function faultLine({ name, noticed, problem, unclear: why }: HuntedFault): string {
  if (noticed !== undefined) return `noticed    ${name}: ${noticed}`;
  return why === undefined ? `UNNOTICED  ${name}: ${problem}` : `unclear    ${name}: ${why}`;
}

/** The line of a hunt: what went unnoticed apart from that of which nothing is known. */
export function huntLine({ hunted, left }: Hunt): string {
  const noticed = hunted.filter((fault) => fault.noticed !== undefined).length;
  const open = hunted.filter((fault) => fault.unclear !== undefined).length;
  const rest = [
    ...(open === 0 ? [] : [`of ${open} nothing is known`]),
    ...(left.length === 0 ? [] : [`interrupted with ${left.length} left`]),
  ];
  return [`${noticed} of ${hunted.length} faults of the engines noticed`, ...rest].join(', ');
}

/** Looks at one fault; `green` is the end of its test without it. */
export async function huntFault(
  name: string,
  fault: EngineFault,
  green: TestEnd,
  root: string,
  tests: Pick<NamedTests, 'run'>,
): Promise<HuntedFault> {
  const { noticedBy } = fault;
  const problem = (sentence: string): HuntedFault => ({ name, noticed: undefined, problem: sentence });
  if (green.end === 'unknown') return unclear(name, green.sentence);
  if (green.end === 'not run') return problem(green.sentence);
  if (green.end !== 'passed')
    return problem(`"${noticedBy.title}" must pass without the fault, and it fails: ${green.sentence}`);
  const unfit = patched(root, FAULTS_FOLDER, name, 'on');
  if (unfit !== undefined) return problem(unfit);
  const [ended] = await tests.run([noticedBy]);
  const stuck = patched(root, FAULTS_FOLDER, name, 'off');
  if (stuck !== undefined) throw new Error(stuck);
  if (ended.end === 'unknown') return unclear(name, ended.sentence);
  return ended.end === 'assertion failed'
    ? { name, noticed: ended.sentence, problem: undefined }
    : problem(unnoticed(fault, ended));
}

function unclear(name: string, sentence: string): HuntedFault {
  return { name, noticed: undefined, problem: undefined, unclear: sentence };
}

function unnoticed(
  { sentence, file, noticedBy }: EngineFault,
  ended: Exclude<TestEnd, { end: 'unknown' }>,
): string {
  const cure = 'write a test that fails for it, and name it in properties/gate/engine-faults.ts';
  const test = `"${noticedBy.title}" (${noticedBy.file})`;
  if (ended.end === 'error') return `${test} must fail by an assertion, and ends in: ${ended.sentence}`;
  if (ended.end === 'not run') return `${test} must be run with the fault in ${file}: ${ended.sentence}`;
  return `${test} must fail, and passes, though ${file} is wrong: ${sentence} Cure: ${cure}`;
}
