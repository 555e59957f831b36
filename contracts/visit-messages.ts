import { WaitCall } from './pairing.ts';
import { VisitLines, VisitOpened, VisitPresence, VisitRequirements, VisitState } from './visit.ts';
import { GTIN, ME, NOW_MS, PROMOTION, VISIT } from './message-example-ids.ts';
import { down, toAll, up } from './message-row.ts';

/** A shopper's visit: who came, what is in the basket, what she wants. */
export const VISIT_MESSAGES = {
  'visit-opened': up('visit', {
    schema: VisitOpened,
    about: 'A shopper identified herself at a kiosk, with a card or as a guest: a visit begins.',
    example: {
      visit: VISIT,
      terminal: 'kiosk-1',
      card: 'b0f1c2d3e4a59687',
      language: 'en',
      nickname: ME,
    },
  }),
  'visit-lines': up('visit', {
    schema: VisitLines,
    about:
      'The basket of a visit changed. The message carries the whole basket; the last one counts.',
    example: {
      visit: VISIT,
      lines: [
        {
          id: GTIN,
          gtin: GTIN,
          name: 'Green tea 500 ml',
          category: 'drinks',
          quantity: 2,
          unitPriceMinor: 3500,
          source: 'scanned',
        },
      ],
    },
  }),
  'visit-requirements': up('visit', {
    schema: VisitRequirements,
    about:
      'A shopper changed what she wants of a pool. The message carries all of it; the last one counts.',
    example: {
      visit: VISIT,
      requirements: {
        maxGroupSize: 2,
        minSavingMinor: 500,
        promotions: [PROMOTION],
        meetingPoints: 'any',
        until: '2026-09-28T11:00:00+08:00',
      },
    },
  }),
  'visit-presence': up('visit', {
    schema: VisitPresence,
    about:
      'A shopper left the kiosk and goes on in the shop, came back to a kiosk, or ended her visit.',
    example: { visit: VISIT, terminal: 'kiosk-1', presence: 'in-shop', waitNumber: 23 },
  }),
  visit: down('visit', {
    schema: VisitState,
    about:
      'What central knows of a visit and its screen shows: whether it is open, why there is no suggestion, what is usual. Sent whole; the last one counts.',
    example: {
      visit: VISIT,
      terminal: 'kiosk-1',
      device: 'box-1',
      open: true,
      usual: ['4711'],
      rungUp: [],
      none: 'nobody-near',
      waitEstimateMs: 240_000,
    },
  }),
  call: toAll('call', {
    schema: WaitCall,
    about:
      'Somebody fits a shopper who waits with a number: every idle screen of the venue calls that number.',
    example: { number: 23, visit: VISIT, expiresAtMs: NOW_MS + 120_000 },
  }),
};
