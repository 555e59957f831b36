/** The same numbers in another array, which has room for them. */
export function grown<A extends Int32Array | Int16Array | Uint8Array | Float64Array>(
  from: A,
  into: A,
): A {
  into.set(from);
  return into;
}
