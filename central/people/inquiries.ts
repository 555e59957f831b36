import type { Inquiry, InquiryReply } from '../../contracts/inquiry.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** Counts below this are told as "fewer than". Source: docs/rules.md#k. */
const K = 5;

/**
 * "Who bought X lately?" while nobody has agreed to be found: consent is off by default, so the count of the willing is always
 * below k, and sensitive products answer nothing. Source: docs/rules.md#inquiries.
 */
export function answerInquiry(
  inquiry: Inquiry,
  catalogue: Catalogue,
  isRegistered: boolean,
): InquiryReply {
  if (!isRegistered) return { kind: 'not-answered', reason: 'not-registered' };
  if (isExcluded(inquiry, catalogue)) return { kind: 'not-answered', reason: 'excluded' };
  return { kind: 'fewer-than', k: K };
}

function isExcluded({ about }: Inquiry, catalogue: Catalogue): boolean {
  switch (about.kind) {
    case 'product': {
      const product = catalogue.find({ gtin: about.product, code: about.product });
      return product === undefined || product.sensitive;
    }
    case 'category':
      return catalogue.products.some((one) => one.category === about.category && one.sensitive);
  }
}
