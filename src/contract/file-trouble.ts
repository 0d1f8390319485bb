// The operating system's errors when something cannot be done with a file, in words for people.

/** Its code (`ENOSPC`), where the error is one of the operating system's. */
export function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** The reason that it could not be done, as the end of a sentence. */
export function whyNot(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined) return REASONS[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'a part of its path is not a folder',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EROFS: 'nothing can be written there',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'no space is left there (ENOSPC): make room',
  EDQUOT: 'the user may use no more space there (EDQUOT): make room, or raise the quota',
  EFBIG: 'a file may not become that large (EFBIG): raise the limit, "ulimit -f"',
  EMFILE: 'too many files are open (EMFILE): raise the limit, "ulimit -n"',
  ENFILE: 'too many files are open on this machine (ENFILE)',
  EIO: 'the device failed (EIO)',
};
