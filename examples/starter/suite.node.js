// The checks as tests of Node's own runner, which node --test finds: the start, random commands, every command from every
// state of three ids, the invariants. The package's docs/conformance.md has the options, and what each test asks.
import { test } from 'node:test';
import { conformanceChecks, Nonconformance } from 'procession-check';
import mySystem from './my-system.ts';

// The work is limited by its amount; the time only ends what hangs, on a busy machine too.
for (const { name, run } of conformanceChecks(() => mySystem(), { timeoutMs: 300_000 })) {
  test(name, async (context) => {
    const outcome = await run();
    if (outcome.verdict === 'pass') return;
    if (outcome.verdict === 'inconclusive' && outcome.excused) context.skip(outcome.sentence);
    else throw new Nonconformance(outcome);
  });
}
