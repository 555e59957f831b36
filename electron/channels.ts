/** The few things that the page may ask of the shell. A file of its own, so that the preload carries nothing else along. */
export const CHANNELS = { address: 'pindan:address', alive: 'pindan:alive' } as const;
