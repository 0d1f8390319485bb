// Numbers as the page writes them.

const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** `41`, `1.2K`, `3.4M`. */
export function compact(count: number): string {
  return COMPACT.format(count);
}

/** `0.4 s`, `12 s`, `2 min 05 s`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** A moment that is written as ISO 8601: `2026-11-29 16:47`. Anything else is left as it is. */
export function moment(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/s, '$1 $2');
}

/** A place along a line from `low` to `high`, for an attribute of SVG: `42.5%`. */
export function along(value: number, low: number, high: number): string {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return `${(Math.max(0, Math.min(1, share)) * 100).toFixed(2)}%`;
}
