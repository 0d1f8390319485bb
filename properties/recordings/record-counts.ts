// Explains every recording anew, and puts on record what was checked in each.
// Usage: node properties/recordings/record-counts.ts
import { writeFileSync } from 'node:fs';
import { recordingNames } from '../support/recorded-logs.ts';
import { countsOfRecording } from './recording-counts.ts';

const FILE = new URL('../recorded/recordings.json', import.meta.url);

const rows: string[] = [];
for (const name of recordingNames()) {
  const counts = JSON.stringify(await countsOfRecording(name));
  rows.push(
    `  "${name}": ${counts.replace('{', '{ ').replace('}', ' }').replaceAll(':', ': ').replaceAll(',', ', ')}`,
  );
}
writeFileSync(FILE, `{\n${rows.join(',\n')}\n}\n`);
