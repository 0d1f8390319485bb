// Values that follow from an object and are made once for it.

/** The value kept for a key, made where there is none yet; gone with the key. O(1). */
export function kept<Key extends object, Value>(
  values: WeakMap<Key, Value>,
  key: Key,
  make: (key: Key) => Value,
): Value {
  let value = values.get(key);
  if (value === undefined) {
    value = make(key);
    values.set(key, value);
  }
  return value;
}
