// Everything that must hold before a change is good, cheapest first; stops at the first stage in which something does not, with
// the cure. This is `npm test`. Exits with the code of the check that failed.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Stages, one after the other. The checks of a stage run beside each other, since each alone would leave cores idle. */
const STAGES = [
  [{ script: 'format:check', cure: 'run npm run format' }],
  [{ script: 'lint', cure: 'mend it; npm run lint -- --fix does what it safely can' }],
  [
    { script: 'gate', cure: 'the lines above say what fails, and how to see it again' },
    { script: 'typecheck', cure: 'mend the types; npm run typecheck runs this alone' },
    { script: 'unused', cure: 'delete what nothing uses, or use it; knip.json says where uses start' },
  ],
  [{ script: 'test:only', cure: 'npm run test:only -- <file> runs one file' }],
];

for (const [first, ...others] of STAGES) {
  // The first prints as it goes, the others once it has ended.
  console.log(`\n── npm run ${first.script}`);
  const kept = others.map((check) => ({ check, ...started(check, 'pipe') }));
  const ends = [{ check: first, status: await started(first, 'inherit').status }];
  for (const { check, status, output } of kept) {
    console.log(`\n── npm run ${check.script}`);
    process.stdout.write(await output);
    ends.push({ check, status: await status });
  }
  const failed = ends.filter(({ status }) => status !== 0);
  for (const { check } of failed) console.error(`\n${check.script} failed: ${check.cure}.`);
  if (failed.length > 0) process.exit(failed[0].status);
}

/**
 * Starts a check, with its output here or kept.
 *
 * @param {{ readonly script: string }} check
 * @param {'inherit' | 'pipe'} output
 */
function started({ script }, output) {
  const child = spawn('npm', ['run', '--silent', script], {
    stdio: ['inherit', output, output],
    shell: process.platform === 'win32',
  });
  const status = new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
  return { status, output: child.stdout && merged(child.stdout, child.stderr) };
}

/** All that both streams had, the errors at the end. */
async function merged(out, err) {
  return (await Promise.all([text(out), text(err)])).join('');
}
