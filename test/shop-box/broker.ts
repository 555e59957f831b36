import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** A broker in this process that can be killed and comes back empty on the same port. */
export interface EmptyBroker {
  readonly port: number;
  /** Says something as nobody in particular. */
  say(topic: string, payload: string | Buffer): void;
  stop(): Promise<void>;
}

export async function startEmptyBroker(port = 0): Promise<EmptyBroker> {
  const broker = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    say: (topic, payload) =>
      broker.publish(
        { cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false },
        () => {},
      ),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
      await new Promise<void>((resolve) => {
        broker.close(() => resolve());
      });
    },
  };
}
