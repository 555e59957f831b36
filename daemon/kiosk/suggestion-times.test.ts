import { expect, test } from 'vitest';
import { BoxId, TerminalId, VisitId } from '../../contracts/ids.ts';
import type { SuggestionForMember, SuggestionsForVisit } from '../../contracts/suggestion.ts';
import { suggestionTimes } from './suggestion-times.ts';

const ONE = [{} as SuggestionForMember];

function message(suggestions: SuggestionForMember[]): SuggestionsForVisit {
  return {
    visit: VisitId.parse('01JABCDEFGHJKMNPQRSTVWXYZ0'),
    terminal: TerminalId.parse('kiosk-1'),
    device: BoxId.parse('box-1'),
    version: 1,
    suggestions,
  };
}

function measured(work: (times: ReturnType<typeof suggestionTimes>) => void): readonly number[] {
  const all: number[] = [];
  work(suggestionTimes((tookMs) => all.push(tookMs)));
  return all;
}

test('a line of an open receipt is measured to the suggestion of its card, once', () => {
  const times = measured((one) => {
    one.lineRead('card', 1000);
    one.lineRead('card', 1500);
    one.suggested(message(ONE), 'card', 1580);
    one.suggested(message(ONE), 'card', 1600);
  });
  expect(times).toEqual([80]);
});

test('a scan at a screen is measured to the suggestion on it', () => {
  const times = measured((one) => {
    one.lineRead('kiosk-1', 1000);
    one.suggested(message([]), undefined, 1050);
    one.suggested(message(ONE), undefined, 1100);
  });
  expect(times).toEqual([100]);
});

test('what comes more than ten seconds later, or for somebody else, is not its answer', () => {
  const times = measured((one) => {
    one.lineRead('kiosk-1', 1000);
    one.suggested(message(ONE), undefined, 11_001);
    one.lineRead('other card', 12_000);
    one.suggested(message(ONE), 'card', 12_010);
  });
  expect(times).toEqual([]);
});
