import type { Socket, SocketEvents } from './link.ts';

/** A browser's WebSocket behind the three things that the link listens for. */
export function openSocket(url: string, protocol: string, events: SocketEvents): Socket {
  const socket = new WebSocket(url, protocol);
  socket.addEventListener('open', events.opened);
  socket.addEventListener('close', events.closed);
  socket.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') events.heard(event.data);
  });
  return socket;
}
