// The explorer as a document: its script is bundled and put into the page's markup.
import { COMMAND_LINE } from '../src/contract/package-name.ts';
import { VOCABULARIES } from '../src/command-sets.ts';
import { explorerPageOf } from '../src/app/web/explorer-page/page.ts';
import { explorerBundle } from './explorer-bundle.ts';
import type { ExplorerKind } from './explorer-bundle.ts';

/** The whole document of one kind. */
export async function explorerPage(kind: ExplorerKind): Promise<string> {
  return explorerPageOf({
    script: await explorerBundle(kind),
    vocabularies: VOCABULARIES,
    asks: kind === 'whole',
    ...(kind === 'small' && { lacks: SMALL }),
  });
}

const SMALL = `This page has the model alone. "${COMMAND_LINE} explorer" writes one with our tables and every fault of theirs to set beside it, which searches for states and saves C programs, too.`;
