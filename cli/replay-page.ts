import type { PromotionsFile } from '../contracts/promotion.ts';
import type { ReplayReport } from '../matcher/replay.ts';
import { amount, type ReplayRow, type ReplayTables } from './replay-tables.ts';

/** A day's replay as one self-contained page: figures and three bar charts, nothing loaded from elsewhere. */
export function replayPage(
  report: ReplayReport,
  tables: ReplayTables,
  file: PromotionsFile,
): string {
  const money = (minor: number): string => `${amount(minor, file.minorDigits)} ${file.currency}`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>What pooling would have saved</title>
<style>body{font:16px system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}svg{width:100%;height:auto}text{font:14px system-ui}</style>
<h1>Pooling would have saved ${money(report.pooledMinor)}</h1>
<p>${report.sales} sales worth ${money(report.turnoverMinor)}; promotions gave ${money(report.aloneMinor)} to single baskets; ${report.pools.length} pools.</p>
${chart('By hour', tables.byHour, money)}
${chart('By promotion: what it gave on joint receipts', tables.byPromotion, money)}
${chart('By group size', tables.byGroupSize, money)}
</html>
`;
}

const ROW = 28;

function chart(
  title: string,
  rows: readonly ReplayRow[],
  money: (minor: number) => string,
): string {
  const most = Math.max(1, ...rows.map((row) => row.savingMinor));
  const bars = rows.map((row, index) => {
    const width = Math.round((row.savingMinor / most) * 460);
    const y = index * ROW;
    return `<text x="0" y="${y + 19}">${escaped(row.name)}</text><rect x="180" y="${y + 4}" width="${width}" height="20" fill="#2a6f97"/><text x="${188 + width}" y="${y + 19}">${money(row.savingMinor)} (${row.pools})</text>`;
  });
  return `<h2>${escaped(title)}</h2><svg viewBox="0 0 860 ${Math.max(1, rows.length) * ROW}" role="img" aria-label="${escaped(title)}">${bars.join('')}</svg>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
