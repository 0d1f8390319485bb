// Writes docs/api.md: npm run api.
import { writeFileSync } from 'node:fs';
import { ROOT, textOf } from '../support/repository.ts';
import { apiPage } from './api-page.ts';
import { entries } from './entries.ts';
import { PublicApi } from './public-api.ts';

writeFileSync(`${ROOT}docs/api.md`, apiPage(new PublicApi(textOf), entries()));
