// A Node that is too old is refused when the library is loaded, in one sentence: it would break somewhere else, later.

/** The least version that works, major and minor; package.json and the launcher say the same. */
export const NODE_MIN = [22, 12] as const;

/** Throws where Node has this version and it is too old. */
export function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = NODE_MIN;
  if (major < leastMajor || (major === leastMajor && minor < leastMinor))
    throw new Error(
      `procession-check needs Node ${NODE_MIN.join('.')} or newer, and this is Node ${version}`,
    );
}

// In a browser there is no process.
const { versions } = (globalThis.process as NodeJS.Process | undefined) ?? {};
if (versions !== undefined) refuseOldNode(versions.node);
