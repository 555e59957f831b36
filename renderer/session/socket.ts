import type { Socket } from './link.ts';

/** A browser's WebSocket behind the three events that the link listens to. */
export function openSocket(url: string, protocol: string): Socket {
  const inner = new WebSocket(url, protocol);
  const socket: Socket = {
    send: (text) => inner.send(text),
    close: () => inner.close(),
    onopen: null,
    onclose: null,
    onmessage: null,
  };
  inner.addEventListener('open', () => socket.onopen?.());
  inner.addEventListener('close', () => socket.onclose?.());
  inner.addEventListener('message', (event) => socket.onmessage?.(event));
  return socket;
}
