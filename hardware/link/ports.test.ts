import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { stablePorts } from './ports.ts';

const root = mkdtempSync(join(tmpdir(), 'pindan-ports-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('ports are named by id, and by their USB socket where they share an id', async () => {
  expect(await stablePorts(root)).toEqual([]);
  mkdirSync(join(root, 'by-id'));
  mkdirSync(join(root, 'by-path'));
  symlinkSync('../../ttyUSB1', join(root, 'by-id', 'usb-1a86_USB_Serial-if00-port0'));
  symlinkSync('../../ttyUSB1', join(root, 'by-path', 'pci-0-usb-0:2:1.0-port0'));
  symlinkSync('../../ttyUSB0', join(root, 'by-path', 'pci-0-usb-0:1:1.0-port0'));
  symlinkSync('../../ttyUSB0', join(root, 'by-path', 'pci-0-usbv2-0:1:1.0-port0'));
  expect(await stablePorts(root)).toEqual([
    { path: join(root, 'by-id', 'usb-1a86_USB_Serial-if00-port0'), device: 'ttyUSB1' },
    { path: join(root, 'by-path', 'pci-0-usb-0:1:1.0-port0'), device: 'ttyUSB0' },
  ]);
});
