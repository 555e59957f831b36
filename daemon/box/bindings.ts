import { z } from 'zod';
import { type DaemonConfiguration, LinkAddress } from '../../contracts/configuration.ts';
import { openSettings, type SettingsFile } from '../../store/settings-file.ts';

/** The devices whose port a person may change from the doctor page. */
export const BoundRole = z.enum(['till', 'scanner', 'printer']);
export type BoundRole = z.infer<typeof BoundRole>;

/** Ports that were chosen on the doctor page: they override shop.json until they are taken back. Keys are `role/id`. */
export const Bindings = z.object({ links: z.record(z.string().max(80), LinkAddress) });
export type Bindings = z.infer<typeof Bindings>;

/** What the doctor page asks for: another port for a device, or the one of shop.json again where `where` is empty. */
export const BindingChange = z.strictObject({
  role: BoundRole,
  id: z.string().min(1).max(63),
  where: z.string().max(400),
});
export type BindingChange = z.infer<typeof BindingChange>;

export function openBindings(
  path: string,
  onNotice: (text: string) => void,
): Promise<SettingsFile<Bindings>> {
  return openSettings(path, Bindings, { initial: { links: {} }, onNotice });
}

export function bindingKey(role: BoundRole, id: string): string {
  return `${role}/${id}`;
}

/** The link that shop.json gives to a device, or undefined where there is no such device. */
export function configuredLink(
  daemon: DaemonConfiguration,
  role: BoundRole,
  id: string,
): LinkAddress | undefined {
  const devices: Readonly<
    Record<BoundRole, readonly { readonly id: string; readonly link: LinkAddress }[]>
  > = {
    till: daemon.tills,
    scanner: daemon.scanners,
    printer: daemon.printers,
  };
  return devices[role].find((device) => device.id === id)?.link;
}

export type ReadAddress =
  | { readonly kind: 'address'; readonly link: LinkAddress }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Reads an address as the doctor page shows it: `tcp://host:port`, or a path, which keeps speed and format of the configured line. */
export function readAddress(where: string, configured: LinkAddress): ReadAddress {
  const tcp = /^tcp:\/\/([^/\s:]+):(\d{1,5})$/.exec(where);
  const raw =
    tcp === null
      ? { ...(configured.kind === 'tcp' ? { kind: 'serial' } : configured), path: where }
      : { kind: 'tcp', host: tcp[1], port: Number(tcp[2]) };
  const parsed = LinkAddress.safeParse(raw);
  const isPath = tcp !== null || /^(?:\/|COM\d|\\\\)/i.test(where);
  return parsed.success && isPath
    ? { kind: 'address', link: parsed.data }
    : {
        kind: 'unreadable',
        problem: 'expected a path such as /dev/serial/by-id/…, or tcp://host:port',
      };
}
