// Writes the counts of the prose as they are now. They may only fall: read the difference.
// Usage: npm run prose:record [-- --list FOLDER], which lists what is counted there instead
import { writeFileSync } from 'node:fs';
import { commentSentences, isFragment, proseCounts, questionsIn, testTitles } from './prose.ts';
import { ROOT, textFiles } from './repository.ts';

const files = textFiles();
const counts = proseCounts(files);
const [option, folder = ''] = process.argv.slice(2);
if (option !== '--list')
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

if (option === '--list') {
  for (const { path, text } of sources.filter((file) => file.path.startsWith(folder))) {
    const counted = [
      ...questionsIn(path, text),
      ...testTitles(path, text).filter((title) => isFragment(title.text)),
    ];
    for (const found of counted) process.stdout.write(`${path}:${found.line} ${found.text}\n`);
  }
}
