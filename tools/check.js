// Everything that must hold before a change is good, cheapest first; stops at the first that does not, with its cure.
// This is `npm test`. Exits with the code of the check that failed.
import { spawnSync } from 'node:child_process';

const CHECKS = [
  { script: 'format:check', cure: 'run npm run format' },
  { script: 'lint', cure: 'mend it; npm run lint -- --fix does what it safely can' },
  { script: 'typecheck', cure: 'mend the types; npm run typecheck runs this alone' },
  { script: 'unused', cure: 'delete what nothing uses, or use it; knip.json says where uses start' },
  { script: 'gate', cure: 'the lines above say what fails, and how to see it again' },
  { script: 'test:only', cure: 'npm run test:only -- <file> runs one file' },
];

for (const { script, cure } of CHECKS) {
  console.log(`\n── npm run ${script}`);
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`\n${script} failed: ${cure}.`);
    process.exit(status ?? 1);
  }
}
