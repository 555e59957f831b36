/** What a benchmark of `test/bench/` writes to: the part of the command line's `Io` that it needs. `pindan bench NAME` runs the
 *  `bench(args, io)` that a file there exports. */
export interface BenchIo {
  /** Results. */
  readonly out: (text: string) => void;
  /** One line for the person who waits. */
  readonly err: (line: string) => void;
}
