// Every refusal of every command set, in one table: for tests that go over all of them.
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import type { RefusalTable } from '../../src/contract/vocabulary.ts';

export const REFUSALS: RefusalTable = { ...HIERARCHY_VOCABULARY.refusals, ...POSIX_VOCABULARY.refusals };
