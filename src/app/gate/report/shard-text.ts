// A share of the work as users write it.
import type { Shard } from '../surroundings.ts';

/** `1/4` is the first of four. */
export function shardText({ index, of }: Shard): string {
  return `${index + 1}/${of}`;
}
