import fc from 'fast-check';

/**
 * Property tests draw the same cases at every run, so that a change is judged by what it changed. PINDAN_SEED=random draws
 * others, PINDAN_SEED=NUMBER repeats the ones that a failure named.
 */
const DRAWN = 20_261_122;

const given = process.env['PINDAN_SEED'];
if (given !== 'random') fc.configureGlobal({ seed: given === undefined ? DRAWN : Number(given) });
