/** The boxes that have a member of a pairing's channel; a channel is forgotten when its pairing ends. */
export class ChannelMembers {
  readonly #boxes = new Map<string, Set<string>>();

  /** A pairing of this channel is told to a box. */
  follow(channel: string, box: string, isOpen: boolean): void {
    if (!isOpen) {
      this.#boxes.delete(channel);
      return;
    }
    const boxes = this.#boxes.get(channel) ?? new Set();
    boxes.add(box);
    this.#boxes.set(channel, boxes);
  }

  has(channel: string, box: string): boolean {
    return this.#boxes.get(channel)?.has(box) ?? false;
  }
}
