/** The same numbers in a longer array. */
export function grown<A extends Int32Array | Int16Array | Float64Array>(from: A, into: A): A {
  into.set(from);
  return into;
}
