import { app, BrowserWindow, ipcMain, Menu, powerSaveBlocker, protocol, session } from 'electron';
import { shellOptions } from './options.ts';
import { electronParts } from './parts.ts';
import { runShell } from './shell.ts';

// The only file of the main process that takes Electron by value; everything that decides stands elsewhere and is tested without it.
// Not awaited at the top: Electron is ready only after its first file has run to its end.
void runShell(
  electronParts({ app, BrowserWindow, ipcMain, Menu, powerSaveBlocker, protocol, session }),
  shellOptions(process.argv.slice(1), import.meta.dirname),
);
