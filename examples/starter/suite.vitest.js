// The checks as tests of Vitest, which npx vitest run finds: the start, random commands, every command from every state of
// three ids, the invariants. The package's docs/conformance.md has the options, and what each test asks.
import { conformance } from 'procession-check/vitest';
import mySystem from './my-system.ts';

// The work is limited by its amount; the time only ends what hangs, on a busy machine too.
conformance('my system', () => mySystem(), { timeoutMs: 300_000 });
