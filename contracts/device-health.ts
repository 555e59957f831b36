import { z } from 'zod';

/** The state of a link. Source: docs/facts/ports.md#link-states. */
export const LinkState = z.enum(['absent', 'opening', 'open', 'lost']);
export type LinkState = z.infer<typeof LinkState>;

/**
 * One device as the doctor page, `/health` and `pindan doctor` show it. `ok` is the verdict; `said` the last thing the device
 * said, masked; `advice` what the installer should do now when `ok` is false. Statistics after UnifiedPOS.
 */
export const DeviceHealth = z.object({
  id: z.string(),
  role: z.enum(['till', 'scanner', 'printer', 'broker', 'central', 'store', 'kiosk', 'daemon']),
  where: z.string(),
  state: LinkState,
  ok: z.boolean(),
  said: z.string().optional(),
  saidAtMs: z.number().int().optional(),
  advice: z.string().optional(),
  statistics: z.record(z.string(), z.number()),
});
export type DeviceHealth = z.infer<typeof DeviceHealth>;

/** What `/health` answers. */
export const HealthReport = z.object({
  process: z.enum(['daemon', 'central']),
  id: z.string(),
  version: z.string(),
  upSinceMs: z.number().int(),
  ok: z.boolean(),
  devices: z.array(DeviceHealth),
  /** Named trouble for people, newest last, bounded. */
  notices: z.array(z.object({ atMs: z.number().int(), code: z.string(), text: z.string() })),
});
export type HealthReport = z.infer<typeof HealthReport>;
