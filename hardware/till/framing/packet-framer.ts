import type { Frame, Framer, FramerStatistics } from './frame.ts';

/** What is not completed within this silence never will be. */
const GIVE_UP_MS = 500;

/** A protocol of packets, one byte at a time. */
export interface PacketProtocol {
  readonly statistics: FramerStatistics;
  /** What a packet is called in a sentence: `a frame`. */
  readonly what: string;
  take(byte: number, atMs: number): readonly Frame[];
  /** Forgets the packet that was begun; whether there was one. */
  drop(): boolean;
}

/** The framer of a protocol of packets: a packet that was begun and is not completed in time, or whose link is lost, is damaged. */
export function packetFramer(protocol: PacketProtocol): Framer {
  let lastAtMs = 0;
  const dropped = (atMs: number, reason: string): readonly Frame[] =>
    protocol.drop() ? [{ kind: 'damaged', reason, atMs }] : [];
  return {
    statistics: protocol.statistics,
    push: (bytes, atMs) => {
      protocol.statistics.bytes += bytes.length;
      lastAtMs = atMs;
      const frames: Frame[] = [];
      for (const byte of bytes) {
        for (const frame of protocol.take(byte, atMs)) frames.push(frame);
      }
      return frames;
    },
    idle: (atMs) =>
      atMs - lastAtMs < GIVE_UP_MS ? [] : dropped(atMs, `${protocol.what} was not completed`),
    lost: (atMs) => dropped(atMs, `the link was lost inside ${protocol.what}`),
  };
}
