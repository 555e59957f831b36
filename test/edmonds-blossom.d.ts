/** Maximum weight matching after Edmonds and Galil; the package brings no types of its own. */
declare module 'edmonds-blossom' {
  /** @returns each vertex's mate, or -1 */
  export default function blossom(
    edges: readonly (readonly [vertex: number, vertex: number, weight: number])[],
  ): readonly number[];
}
