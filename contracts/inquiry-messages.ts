import { ConnectionAnswer, ConnectionRequest, Inquiry, InquiryReply } from './inquiry.ts';
import { INQUIRY, PARTNER_VISIT, VISIT } from './message-example-ids.ts';
import { down, up } from './message-row.ts';

/** "Who bought X lately?", and the wish to be connected. */
export const INQUIRY_MESSAGES = {
  inquiry: up('ask', {
    schema: Inquiry,
    about: 'A registered shopper asks who bought a product or something of a category lately.',
    example: { visit: VISIT, about: { kind: 'category', category: 'coffee' }, withinDays: 14 },
  }),
  'inquiry-reply': down('reply/{id}', {
    schema: InquiryReply,
    about:
      'The answer to an inquiry; `{id}` is the id of the inquiry’s envelope. Small counts are told as "fewer than" only.',
    example: { kind: 'fewer-than', k: 5 },
  }),
  'connection-request': up('connect', {
    schema: ConnectionRequest,
    about:
      'A shopper wants to be connected with somebody of a contact list. Central keeps it; nobody is connected yet.',
    example: { inquiry: INQUIRY, visit: VISIT, reference: 'c-7f31' },
  }),
  'connection-answer': up('connect', {
    schema: ConnectionAnswer,
    about:
      'The answer of a shopper who was asked for a connection. Central keeps it; nobody is connected yet.',
    example: { request: INQUIRY, visit: PARTNER_VISIT, answer: 'yes' },
  }),
};
