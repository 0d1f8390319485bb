// Decides if some reports are those of all the shards of one run: by the facts that these share, and by their numbers.
import { counted } from '../../contract/format-numbers.ts';
import { shardText } from './report/shard-text.ts';
import type { Shard } from './surroundings.ts';

/** A part of a run, and the file that tells of it. */
export interface PartOfRun {
  readonly file: string;
  /** The facts that all shards of a run share, by the words that a sentence has for them. */
  readonly identity: Readonly<Record<string, string>>;
  /** The shards that it is. */
  readonly shards: readonly Shard[];
}

/** A sentence that says why these are not all the shards of one run, each once; `undefined` where they are. */
export function whyNotOneRun(parts: readonly PartOfRun[]): string | undefined {
  return differenceAmong(parts) ?? gapAmong(parts);
}

function differenceAmong([first, ...others]: readonly PartOfRun[]): string | undefined {
  if (first === undefined) return 'there is nothing to merge';
  const { identity: expected } = first;
  for (const { file, identity: seen } of others) {
    const differing = Object.keys({ ...expected, ...seen }).find((name) => seen[name] !== expected[name]);
    if (differing !== undefined) {
      const told = (value: string | undefined): string => value ?? 'not said';
      return `these are not of one run: the ${differing} of ${first.file} is ${told(expected[differing])}, and that of ${file} is ${told(seen[differing])}`;
    }
  }
  return undefined;
}

function gapAmong(parts: readonly PartOfRun[]): string | undefined {
  const [first] = parts;
  const [{ of }] = first.shards;
  const owners = new Map<number, string>();
  for (const { file, shards } of parts)
    for (const shard of shards) {
      if (shard.of !== of)
        return `these are not of one run: ${first.file} has a shard of ${of}, and ${file} one of ${shard.of}`;
      if (shard.index >= of) return `${file} says that it is shard ${shardText(shard)}, which cannot be`;
      const owner = owners.get(shard.index);
      if (owner !== undefined)
        return owner === file
          ? `${file} is given twice`
          : `shard ${shardText(shard)} is in ${owner} and in ${file}: each must be given once`;
      owners.set(shard.index, file);
    }
  const missing = Array.from({ length: of }, (_, index) => ({ index, of })).filter(
    ({ index }) => !owners.has(index),
  );
  return missing.length === 0
    ? undefined
    : `${counted(missing.length, 'shard')} of ${of} ${missing.length === 1 ? 'is' : 'are'} missing: ${missing.map(shardText).join(', ')}`;
}
