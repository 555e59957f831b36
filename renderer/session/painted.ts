/**
 * Calls `done` after the browser has painted what was rendered just now: the next animation frame begins the frame, the message
 * posted from it arrives when that frame is out. Source: docs/facts/kiosk.md#painted.
 */
export function afterPaint(done: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      done();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
