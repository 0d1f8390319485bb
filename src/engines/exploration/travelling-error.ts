// Errors of jobs on their way from a worker to whoever waits for the job: a class does not travel.
import { DamagedFile } from '../../checker/disk/layer-file.ts';
import { PathAstray } from '../../checker/path.ts';
import { codeOf } from '../../contract/file-trouble.ts';
import { Hindrance } from '../../contract/hindrance.ts';

/** An error by what its receiver must know. */
export interface TravellingError {
  readonly kind: 'damaged' | 'astray' | 'hindrance' | 'other';
  readonly message: string;
  readonly code: string | undefined;
}

export function travelling(error: unknown): TravellingError {
  const message = error instanceof Error ? error.message : String(error);
  let kind: TravellingError['kind'] = 'other';
  if (error instanceof DamagedFile) kind = 'damaged';
  else if (error instanceof PathAstray) kind = 'astray';
  else if (error instanceof Hindrance) kind = 'hindrance';
  return { kind, message, code: codeOf(error) };
}

export function arrived({ kind, message, code }: TravellingError): Error {
  switch (kind) {
    case 'damaged':
      return new DamagedFile(message);
    case 'astray':
      return new PathAstray(message);
    case 'hindrance':
      return new Hindrance(message);
    case 'other':
      return Object.assign(new Error(message), code !== undefined && { code });
  }
}
