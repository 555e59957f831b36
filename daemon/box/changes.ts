/** Tells whoever shows something that something changed. It says no more: each looks at the whole again. */
export class Changes {
  readonly #listeners: (() => void)[] = [];

  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  readonly announce = (): void => {
    for (const listener of this.#listeners) listener();
  };
}
