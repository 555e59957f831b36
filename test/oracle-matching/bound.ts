import { loadHighs } from '../highs.ts';

/** A group that may be chosen, its members by number. */
export interface Choosable {
  readonly members: readonly number[];
  readonly gainMinor: number;
}

/**
 * What no choice of disjoint groups can exceed, with its certificate: a price for each member such that every group costs at
 * least its gain; then the prices' sum bounds every choice (weak duality). HiGHS proposes the prices, here they are lifted to
 * whole minor units and checked against every group, so that nothing rests on the solver's arithmetic.
 */
export async function certifiedBound(groups: readonly Choosable[]): Promise<number> {
  if (groups.length === 0) return 0;
  const prices = await proposedPrices(groups);
  for (const { members, gainMinor } of groups) {
    const paid = members.reduce((sum, member) => sum + (prices.get(member) ?? 0), 0);
    const [first] = members;
    if (paid < gainMinor && first !== undefined) {
      prices.set(first, (prices.get(first) ?? 0) + gainMinor - paid);
    }
  }
  let bound = 0;
  for (const price of prices.values()) bound += price;
  return bound + 1e-6;
}

async function proposedPrices(groups: readonly Choosable[]): Promise<Map<number, number>> {
  const members = [...new Set(groups.flatMap((group) => group.members))];
  const highs = await loadHighs();
  const lines = [
    'Minimize',
    ` obj: ${members.map((member) => `u${member}`).join('\n + ')}`,
    'Subject To',
    ...groups.map(
      (group, index) =>
        ` g${index}: ${group.members.map((member) => `u${member}`).join(' + ')} >= ${group.gainMinor}`,
    ),
    'End',
  ];
  const { Columns } = highs.solve(lines.join('\n'), { output_flag: false });
  return new Map(
    members.map((member) => {
      const column = Columns[`u${member}`];
      const price = column !== undefined && 'Primal' in column ? column.Primal : 0;
      return [member, Math.max(0, price)];
    }),
  );
}
