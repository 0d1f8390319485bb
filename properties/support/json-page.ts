// The page about what --json prints, as the tests of its commands read it.
import { textOf } from './repository.ts';

/** The section of docs/json.md about a command, which is given with the options that the heading names. */
export function documentedJson(command: string): string {
  const [, below = ''] = textOf('docs/json.md').split(`\n## \`procession ${command} --json\`\n`);
  const [section = ''] = below.split('\n## ');
  return section;
}
