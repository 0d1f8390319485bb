// Writes the counts of the prose as they are now. They may only fall: read the difference. Usage: npm run prose:record
import { writeFileSync } from 'node:fs';
import { commentSentences, proseCounts, testTitles } from './prose.ts';
import { ROOT, textFiles } from './repository.ts';

const files = textFiles();
const counts = proseCounts(files);
writeFileSync(`${ROOT}properties/recorded/prose.json`, `${JSON.stringify(counts, undefined, 2)}\n`);

const sources = files.filter(({ path }) => path.endsWith('.ts'));
const percent = (some: number, all: number): string =>
  `${some} of ${all}, ${((100 * some) / all).toFixed(1)} %`;
for (const tree of ['src', 'properties'] as const) {
  const all = sources
    .filter(({ path }) => path.startsWith(`${tree}/`))
    .flatMap(({ path, text }) => commentSentences(path, text)).length;
  process.stdout.write(
    `comment sentences of ${tree} that open like a question: ${percent(counts.questions[tree], all)}\n`,
  );
}
const titles = sources
  .filter(({ path }) => path.startsWith('properties/'))
  .flatMap(({ path, text }) => testTitles(path, text)).length;
process.stdout.write(`titles of tests that are no sentence: ${percent(counts.fragments, titles)}\n`);
