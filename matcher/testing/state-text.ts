import type { MatcherState } from '../state/state.ts';

/** A matcher's whole state as text, with keys in order. Two states are equal if their texts are. */
export function stateText(state: MatcherState): string {
  return JSON.stringify(state, (_, value: unknown) => {
    if (value instanceof Map) return { map: [...value] };
    if (value instanceof Set) return { set: [...value] };
    if (ArrayBuffer.isView(value)) return Array.from(value as Int32Array);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
