// Writes the stepped form of the lock, as the lock is now. Usage: npm run stepped-lock
import { writeFileSync } from 'node:fs';
import { ROOT } from '../support/repository.ts';
import { STEPPED_LOCK, steppedLock } from './stepped-lock.ts';

writeFileSync(ROOT + STEPPED_LOCK, steppedLock());
