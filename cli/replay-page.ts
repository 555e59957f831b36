import type { PromotionsFile } from '../contracts/promotions-file.ts';
import type { ReplayReport } from '../matcher/offline/replay.ts';
import { amount, type ReplayRow, type ReplayTables } from './replay-tables.ts';

/** A replay as one self-contained page: figures, bar charts with their numbers, and how it was worked out. Nothing is loaded from
 *  elsewhere, nothing runs. */
export function replayPage(
  report: ReplayReport,
  tables: ReplayTables,
  file: PromotionsFile,
  { minutes, days }: { readonly minutes: number; readonly days: readonly string[] },
): string {
  const money = moneyOf(file);
  const share = (part: number, whole: number): string =>
    whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;
  const shoppers = report.pools.reduce((sum, pool) => sum + pool.sales.length, 0);
  const cards: readonly (readonly [string, string])[] = [
    [money(report.pooledMinor), 'more would have been saved by pooling'],
    [
      share(report.pooledMinor, report.turnoverMinor),
      `of a turnover of ${money(report.turnoverMinor)}`,
    ],
    [String(report.pools.length), `pools, with ${shoppers} of ${report.sales} baskets in them`],
    [money(report.aloneMinor), 'is what promotions gave to single baskets'],
  ];
  const charts = [
    ...(tables.byDay.length > 1 ? [chart({ title: 'By day' }, tables.byDay, money)] : []),
    chart(
      { title: 'By hour', note: 'When the first of a pool came to the till.' },
      tables.byHour,
      money,
    ),
    chart(
      {
        title: 'By promotion',
        note: 'What it gave on joint receipts; a part of that, single baskets would have had too.',
        verb: 'gave',
      },
      tables.byPromotion,
      money,
    ),
    chart({ title: 'By group size' }, tables.byGroupSize, money),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>What pooling would have saved</title>
<style>
${STYLE}
</style>
</head>
<body>
<h1>What pooling would have saved</h1>
<p class="note">${escaped(periodOf(days, file))}</p>
<ul class="cards">
${cards.map(([figure, text]) => `<li><b>${escaped(figure)}</b><span>${escaped(text)}</span></li>`).join('\n')}
</ul>
${report.pools.length === 0 ? NOTHING : charts.join('\n')}
<footer>
<p>How this was worked out: every basket is taken as having stood in the shop for ${minutes} minutes before it was paid, its shopper willing to pool with anybody. Whoever comes to the till takes her planned group along. Baskets are as they were: nothing is saved by buying more. In a real shop not everybody takes part, so read this as the most that there was.</p>
</footer>
</body>
</html>
`;
}

function periodOf(days: readonly string[], file: PromotionsFile): string {
  const count = file.promotions.length;
  const when =
    days.length > 1 ? `${days[0]} to ${days.at(-1)}, ${days.length} days` : (days[0] ?? 'no day');
  return `${when} (${file.timeZone}); ${count} ${count === 1 ? 'promotion' : 'promotions'}`;
}

const NOTHING =
  '<p class="nothing">No two baskets that stood in the shop together would have saved anything together. Look whether thresholds are far above the usual basket, whether promotions allow pooling, and whether their hours and products fit these sales.</p>';

const STYLE = `:root { color-scheme: light dark; --ink: #1b2733; --soft: #5a6b7b; --bar: #2a6f97; --line: #d8dfe6; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eef4; --soft: #a3b1be; --bar: #61a5c2; --line: #33414e; --paper: #151c23; } }
body { font: 16px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .25rem; }
.cards { list-style: none; padding: 0; margin: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .75rem; }
.cards li { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.cards b { display: block; font-size: 1.45rem; }
.cards span, .note, footer { color: var(--soft); }
.note { margin: 0 0 .5rem; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { font-weight: 400; text-align: left; width: 12rem; overflow-wrap: break-word; }
th, td { padding: .2rem .5rem .2rem 0; border-bottom: 1px solid var(--line); }
td.number { text-align: right; white-space: nowrap; width: 9rem; }
td.number:last-child { width: 4rem; }
@media (max-width: 40rem) { th { width: 6rem; } td.number { width: 7rem; } td.number:last-child { width: 3rem; } }
thead th, thead td { color: var(--soft); font-size: .85rem; }
.bar { display: block; height: 1.1rem; border-radius: .2rem; background: var(--bar); min-width: 1px; }
.nothing { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin-top: 1.5rem; }
footer { border-top: 1px solid var(--line); margin-top: 2.5rem; font-size: .9rem; }
@media print { .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; } h2, tr { break-inside: avoid; } }`;

interface Heading {
  readonly title: string;
  readonly note?: string;
  readonly verb?: string;
}

/** A bar for each row, as a table: a screen reader reads the numbers, and they can be copied. */
function chart(
  { title, note = '', verb = 'saved' }: Heading,
  rows: readonly ReplayRow[],
  money: (minor: number) => string,
): string {
  const most = Math.max(1, ...rows.map((row) => row.savingMinor));
  const lines = rows.map((row) => {
    const width = ((100 * row.savingMinor) / most).toFixed(1);
    const bar = row.savingMinor === 0 ? '' : `<span class="bar" style="width:${width}%"></span>`;
    return `<tr><th scope="row">${escaped(row.name)}</th><td>${bar}</td><td class="number">${escaped(money(row.savingMinor))}</td><td class="number">${row.pools}</td></tr>`;
  });
  return `<section>
<h2>${escaped(title)}</h2>
${note === '' ? '' : `<p class="note">${escaped(note)}</p>\n`}<table>
<thead><tr><th></th><td></td><td class="number">${escaped(verb)}</td><td class="number">pools</td></tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>
</section>`;
}

/** Money for people: grouped by thousands, with the currency. */
function moneyOf(file: PromotionsFile): (minor: number) => string {
  return (minor) => {
    const [whole = '', rest] = amount(minor, file.minorDigits).split('.');
    const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
    return `${grouped}${rest === undefined ? '' : `.${rest}`}\u00a0${file.currency}`;
  };
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
