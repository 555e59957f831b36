import { kindsFrom, kindsTo, topicOf } from './topics.ts';

/** A box as topics name it. */
export interface BoxAddress {
  readonly venue: string;
  readonly dev: string;
}

/** The filters of the topics on which a box may publish: what boxes say, under its own name. */
export function filtersSpokenBy({ venue, dev }: BoxAddress): readonly string[] {
  return distinct(kindsFrom('box').map((kind) => topicOf(kind, { venue, dev })));
}

/** The filters on which a box may listen: what is for it, for all, or on a channel; the last level of a channel is its sender. */
export function filtersHeardBy({ venue, dev }: BoxAddress): readonly string[] {
  return distinct([
    ...kindsTo('box', 'venue').map((kind) => topicOf(kind, { venue, dev })),
    ...kindsTo('members').map((kind) => topicOf(kind, { venue })),
  ]);
}

/** Whether every topic that `narrower` (a topic or a filter) stands for is one that `filter` stands for. `filter` has no `#`. */
export function covers(filter: string, narrower: string): boolean {
  const levels = narrower.split('/');
  const pattern = filter.split('/');
  return (
    pattern.length === levels.length &&
    pattern.every((part, index) => (part === '+' ? levels[index] !== '#' : part === levels[index]))
  );
}

function distinct(filters: readonly string[]): readonly string[] {
  return [...new Set(filters)];
}
