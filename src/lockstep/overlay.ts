// A system with something about it changed: named otherwise, listened to, with less on offer. Whatever is not changed is
// the system's own, so that nothing of it is lost on the way.
import type { System } from '../contract/system.ts';

/** Members in place of a system's own; `undefined` takes an optional one away. */
export type Overlay<Kind extends System> = { readonly [Key in keyof Kind]?: Kind[Key] | undefined };

/** Anything that a system says of itself alone is left out: the system as changed is another. */
const OF_ITSELF: readonly PropertyKey[] = ['explorable', 'again'];

/** The system as changed. Its own methods still run on itself. O(1), and a lookup at every use. */
export function overlaid<Kind extends System>(system: Kind, overlay: Overlay<Kind>): Kind {
  // Not a proxy of the system itself: of a frozen one nothing could be changed.
  return new Proxy({} as Kind, {
    has: (_, key) => key in overlay || (key in system && !OF_ITSELF.includes(key)),
    get: (_, key) => {
      if (Object.hasOwn(overlay, key)) return Reflect.get(overlay, key) as unknown;
      if (OF_ITSELF.includes(key)) return undefined;
      const value: unknown = Reflect.get(system, key);
      return typeof value === 'function' ? (value.bind(system) as unknown) : value;
    },
  });
}
