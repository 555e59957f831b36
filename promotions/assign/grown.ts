/** Copies a typed array into a larger one. @returns the larger one */
export function grown<A extends Int32Array | Int16Array | Uint8Array | Float64Array>(
  from: A,
  into: A,
): A {
  into.set(from);
  return into;
}
