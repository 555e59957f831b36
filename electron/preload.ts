import { contextBridge, ipcRenderer } from 'electron';
import { CHANNELS } from './channels.ts';

// All that the page gets from the shell: where the daemon is, asked anew at each attempt, and a way to say that it lives.
contextBridge.exposeInMainWorld('pindan', {
  address: (): unknown => ipcRenderer.sendSync(CHANNELS.address),
  alive: (screen: unknown): void => ipcRenderer.send(CHANNELS.alive, String(screen).slice(0, 40)),
});
