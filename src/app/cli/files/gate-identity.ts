// The facts that decide what a gate asks and with what result: of files their content, of a base its commit. By them
// shards are known for those of one run, and a gate that is gone on with for the one that was begun.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeVersion } from '../../../engines/exploration/code-version.ts';
import type { CommandSet } from '../../../contract/command.ts';
import type { Need } from '../../gate/needs.ts';
import { commitNamed } from '../../gate/performance/base-checkout.ts';
import { WORK_FILE } from '../../gate/performance/work-budgets.ts';
import type { GateRun } from '../../gate/gate.ts';
import { CLASSES_FILE } from '../../gate/recorded-classes.ts';
import { SPACES_FILE } from '../../gate/recorded-spaces.ts';
import type { GateProfile } from '../../gate/settings.ts';
import { broughtAlong } from '../../gate/world.ts';
import type { ConfiguredFlags } from '../options/configured.ts';
import type { SystemFlags } from '../options/system.ts';
import { CORPUS_FOLDER } from '../report/corpus.ts';

/** The options of a gate that decide anything; the seed and the shard apart. */
export interface DecidingFlags extends Omit<SystemFlags, 'profile'>, ConfiguredFlags {
  readonly sut: string;
  readonly set?: CommandSet;
  readonly profile: GateProfile;
  readonly choices?: string;
  readonly base?: string;
  readonly only?: readonly string[];
  readonly corpus?: string | false;
}

/** The code of procession, and all else that decides, as a report has it. */
export async function decidingFacts(
  flags: DecidingFlags,
  needs: ReadonlySet<Need>,
): Promise<Pick<GateRun, 'code' | 'configuration'>> {
  const { sut, set, choices, known, env = [], base, corpus = CORPUS_FOLDER, checks = [] } = flags;
  const { leaveOut, require, runs, commandsMax, ids, seeds } = flags;
  const { timeLimitStart, timeLimitStep, timeLimitCheck, memoryLimitSystem } = flags;
  const configuration = {
    'command set': set ?? 'the usual',
    ...factsOfSystem({ sut, ...(known !== undefined && { known }), env }),
    'commit of the base': base === undefined ? 'none' : ((await commitNamed(base)) ?? 'not known'),
    corpus: corpus === false ? 'none' : contentOf([corpus]),
    'choice of profile': choices ?? 'the usual',
    limits: JSON.stringify({ timeLimitStart, timeLimitStep, timeLimitCheck, memoryLimitSystem }),
    'list of modules with checks': contentOf(checks.flatMap(withImports)),
    configuration: JSON.stringify({ leaveOut, require, runs, commandsMax, ids, seeds }),
    'list of needs that are met': [...needs].toSorted().join(' ') || 'none',
  };
  return { code: codeOfGate(), configuration };
}

/** The same of a campaign: what decides, but for its own options. */
export function campaignFacts({
  timeLimitStart,
  timeLimitStep,
  memoryLimitSystem,
  ...flags
}: SystemFlags & { readonly sut: string }): Readonly<Record<string, string>> {
  return {
    'code of procession': codeOfGate(),
    ...factsOfSystem(flags),
    limits: JSON.stringify({ timeLimitStart, timeLimitStep, memoryLimitSystem }),
  };
}

/** The system, and all that it is told of. */
function factsOfSystem({ sut, known, env = [] }: SystemFlags & { readonly sut: string }) {
  return {
    // Each machine may compile its own, so that programs as such may differ.
    'source of the system': contentOf(filesOfSystem(sut).filter(isText)),
    'file of known deviations': known === undefined ? 'none' : contentOf([known]),
    // A digest, for it may hold what is nobody's business.
    environment: env.length === 0 ? 'none' : digestOf(env),
  };
}

/** The files that a system's words name, with a digest of their content: programs as well. */
export function systemContent(sut: string): string {
  return contentOf(filesOfSystem(sut));
}

/** The code of all layers, and the records that checks compare with. */
function codeOfGate(): string {
  const records = [CLASSES_FILE, SPACES_FILE, WORK_FILE].flatMap((file) => broughtAlong(file) ?? []);
  return `${codeVersion(undefined, [])} ${digestOf(records.flatMap(textsIn))}`;
}

/** The files that a system's words name: a module with what it imports, a program with the files it is given. */
function filesOfSystem(sut: string): readonly string[] {
  const words = sut.replace(/^[a-z]+:/, '').split(/\s+/);
  return [...new Set([sut, ...words])].filter(isFile).flatMap(withImports);
}

/** A file, and what it imports from files beside it, in their turn. Packages are no part of it. */
function withImports(file: string): readonly string[] {
  const found = new Set([file]);
  for (const each of found) {
    if (!/\.[cm]?[jt]s$/.test(each) || !isFile(each)) continue;
    for (const [, path = ''] of readFileSync(each, 'utf8').matchAll(IMPORT)) {
      const imported = join(dirname(each), path);
      if (isFile(imported)) found.add(imported);
    }
  }
  return [...found];
}

const IMPORT = /\b(?:from|import|require)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

function isFile(path: string): boolean {
  return statSync(resolve(path), { throwIfNoEntry: false })?.isFile() ?? false;
}

function isText(file: string): boolean {
  return !readFileSync(file).includes(0);
}

/** Files and folders by their names and a digest of what is in them. */
function contentOf(paths: readonly string[]): string {
  const [first] = paths;
  return first === undefined ? 'none' : `${first} (${digestOf(paths.flatMap(textsIn))})`;
}

/** The content of a file, or the names and the content of all files in a folder; nothing of what is not there. */
function textsIn(path: string): readonly (string | Buffer)[] {
  if (!existsSync(path)) return [];
  if (isFile(path)) return [readFileSync(path)];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .filter((name) => isFile(join(path, name)))
    .flatMap((name) => [name, readFileSync(join(path, name))]);
}

function digestOf(texts: readonly (string | Buffer)[]): string {
  const digest = createHash('sha256');
  for (const text of texts) digest.update(`${Buffer.byteLength(text)}\n`).update(text);
  return digest.digest('hex').slice(0, 12);
}
