/** The typed arrays whose elements are numbers. */
type NumberArray = Float64Array | Int32Array | Int16Array | Uint8Array;

/**
 * The element of a typed array at an index that is known to be in range: the caller's promise, which the compiler cannot check.
 * Out of range the result is not a number.
 */
export function at(array: NumberArray, index: number): number {
  return array[index] as number;
}
