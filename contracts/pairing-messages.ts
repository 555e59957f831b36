import { ChannelMessage } from './channel.ts';
import { PairingCancel, PairingForMember, SlipReport } from './pairing.ts';
import { Answer, SuggestionsForVisit } from './suggestion.ts';
import {
  CHANNEL,
  CODE,
  GTIN,
  ME,
  MEETING_POINT,
  NOW_MS,
  PAIRING,
  PARTNER,
  PARTNER_VISIT,
  PROMOTION,
  SUGGESTION,
  VISIT,
} from './message-example-ids.ts';
import { down, onChannel, up } from './message-row.ts';

const MY_LINE = {
  visit: VISIT,
  name: 'Green tea 500 ml',
  gtin: GTIN,
  quantity: 2,
  amountMinor: 7000,
} as const;

/** From a suggestion to the slip: what is offered, what is answered, what is printed. */
export const PAIRING_MESSAGES = {
  suggestions: down('suggestion', {
    schema: SuggestionsForVisit,
    about:
      'Everything that is offered to a visit now, best first. Sent whole; the highest version counts.',
    example: {
      visit: VISIT,
      terminal: 'kiosk-1',
      device: 'box-1',
      version: 3,
      suggestions: [
        {
          suggestion: SUGGESTION,
          visit: VISIT,
          members: [
            { nickname: ME, mine: true, answer: 'open', contributesMinor: 7000 },
            { nickname: PARTNER, mine: false, answer: 'accepted', contributesMinor: 3500 },
          ],
          alonePaysMinor: 7000,
          paysMinor: 6000,
          savesMinor: 1000,
          jointPaysMinor: 6000,
          jointTotalMinor: 8500,
          groupSavesMinor: 2000,
          myLines: [MY_LINE],
          reasons: [
            {
              promotion: PROMOTION,
              title: { en: '20 off when you spend 100' },
              thresholdMinor: 10_000,
              reachedMinor: 10_500,
              discountMinor: 2000,
            },
          ],
          meetingPoint: MEETING_POINT,
          expiresAtMs: NOW_MS + 90_000,
          explain: { shapleyMinor: 1000, floorMinor: 0, adjustedMinor: 0 },
        },
      ],
    },
  }),
  answer: up('answer', {
    schema: Answer,
    about: 'A shopper accepted or declined a suggestion, or took her acceptance back.',
    example: { visit: VISIT, suggestion: SUGGESTION, answer: 'accept' },
  }),
  pairing: down('pairing', {
    schema: PairingForMember,
    about:
      'A pairing in the eyes of one member, with the slip to print: sent when all have accepted and at each change after that. The highest version counts.',
    example: {
      pairing: PAIRING,
      visit: VISIT,
      terminal: 'kiosk-1',
      device: 'box-1',
      version: 1,
      state: 'confirmed',
      slip: {
        kind: 'pairing',
        pairing: PAIRING,
        visit: VISIT,
        terminal: 'kiosk-1',
        language: 'en',
        venueName: 'Corner Market',
        currency: 'CNY',
        minorDigits: 2,
        timeZone: 'Asia/Shanghai',
        me: ME,
        partners: [PARTNER],
        meetingPoint: MEETING_POINT,
        expiresAtMs: NOW_MS + 1_200_000,
        joint: [MY_LINE, { ...MY_LINE, visit: PARTNER_VISIT, quantity: 1, amountMinor: 3500 }],
        jointPaysMinor: 6000,
        jointTotalMinor: 8500,
        savesMinor: 1000,
        code: CODE,
        reprint: false,
      },
      channel: CHANNEL,
    },
  }),
  'pairing-cancel': up('answer', {
    schema: PairingCancel,
    about: 'A member cancelled a confirmed pairing.',
    example: { visit: VISIT, pairing: PAIRING },
  }),
  slip: up('slip', {
    schema: SlipReport,
    about:
      'What became of a member’s slip on paper. After `uncertain` central revokes the code and sends a new one.',
    example: { pairing: PAIRING, visit: VISIT, code: CODE, outcome: 'printed' },
  }),
  channel: onChannel({
    schema: ChannelMessage,
    about:
      'A member of a confirmed pairing says a ready-made phrase to the others. It goes from box to box, past central.',
    example: {
      channel: CHANNEL,
      from: VISIT,
      nickname: ME,
      phrase: 'on-my-way',
      sentAtMs: NOW_MS,
    },
  }),
};
