import { command } from './command.ts';
import { startReal } from './start-real.ts';
import { startVirtual } from './start-virtual.ts';

export const startCommand = command({
  about:
    'Runs the virtual shop on this machine until Ctrl-C: simulated tills, scanners, printers and shoppers around the real programs. With --config it runs a real shop instead: whatever the file names for this machine.',
  options: {
    config: { type: 'text', value: 'FILE', about: 'runs the real shop of this configuration' },
    kiosk: { type: 'flag', about: 'opens the kiosk window beside the real shop' },
    once: {
      type: 'flag',
      about: 'ends after one redeemed pairing; the last line is one JSON object that says so',
    },
    day: { type: 'text', value: 'FILE', about: "plays the invoices of a real shop's day, a CSV" },
    receipts: {
      type: 'text',
      value: 'FOLDER',
      about: 'plays recorded receipts on the tapped line of a till',
    },
    broker: {
      type: 'text',
      value: 'URL',
      about: 'uses a broker that exists, such as mqtt://host:1883, instead of its own',
    },
    links: {
      type: 'choice',
      choices: ['pty', 'tcp'],
      about: 'how cables are laid; otherwise pty where socat is installed, else tcp',
    },
    minutes: {
      type: 'number',
      value: 'N',
      whole: true,
      above: 0,
      default: 10,
      about: "real minutes in which the shop's day passes",
    },
    seed: {
      type: 'number',
      value: 'N',
      whole: true,
      above: 0,
      default: 1,
      about: 'begins the random numbers; the same seed gives the same day and shoppers',
    },
  },
  example: 'pindan start --once',
  async run({ config, kiosk, minutes: dayMinutes, ...virtual }, io) {
    if (config !== undefined) return startReal({ config, kiosk }, io);
    return startVirtual({ ...virtual, dayMinutes }, io);
  },
});
